import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testNotify } from '../../src/cli/commands/test-notify.ts';
import type { CommandContext } from '../../src/cli/context.ts';
import { createOutput, type Streams } from '../../src/cli/output.ts';
import { compose } from '../../src/compose.ts';
import { createSecretStores } from '../../src/core/adapters/secret-store/choose.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { channelSecrets } from '../../src/core/reminders/channel-route.ts';
import { startSmallServer } from '../core/adapters/salesforce/small-server.ts';
import { calmContext } from '../support/calm-context.ts';
import { expectDocument } from '../support/documents.ts';
import { inProcess } from '../support/in-process.ts';
import { place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function calling(channels: string, isJson: boolean) {
  const { home, env } = place(tempFolder());
  writeFileSync(join(home, 'config.json5'), `{ channels: { ${channels} } }`);
  const stores = createSecretStores({ folder: home, isPractice: false, env, isInteractive: false });
  const store = await stores.open('file');
  const entry = { orgId: channelSecrets, app: channelSecrets, savedAt: 0 };
  const keep = (name: string, text: string) =>
    store.put({ ...entry, consumerKey: name, consumerSecret: new Secret(text) });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = { stdin: new PassThrough(), stdout, stderr } as unknown as Streams;
  const composition = compose({ isPractice: false, isInteractive: false, env });
  onTestFinished(() => composition.close());
  // A store with secrets and without a state has lost that.
  await composition.state();
  const context: CommandContext = {
    version: '0',
    streams,
    env,
    flags: { noPrompt: true },
    output: createOutput(streams, { isJson }),
    ...calmContext,
    canAsk: false,
    compose: async () => composition,
  };
  const call = async (...names: string[]) => {
    const code = await testNotify(context, { channels: names });
    return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
  };
  return { call, keep };
}

async function receiver() {
  const server = await startSmallServer(({ path }) =>
    path === '/broken' ? { status: 500, body: '' } : { body: 'ok' },
  );
  onTestFinished(() => server.close());
  return server;
}

const channels = `
  ops: { type: 'slack', address: 'secret:ops' },
  crm: { type: 'teams', address: 'secret:crm' },
  out: { type: 'log' },
  new: { type: 'slack', address: 'secret:new' }`;

describe('a sample message', () => {
  it('goes through every channel, and each says what became of it', async () => {
    const server = await receiver();
    const { call, keep } = await calling(channels, true);
    await keep('ops', `${server.url}/CANARY`);
    await keep('crm', `${server.url}/broken`);
    const { code, stdout, stderr } = await call();
    expect(code).toBe(1);
    expectDocument('daemon-test-notify', JSON.parse(stdout));
    for (const line of stderr.trimEnd().split('\n')) expectDocument('notices', JSON.parse(line));
    expect(JSON.parse(stdout).result).toEqual({
      channels: [
        { channel: 'ops', status: 'sent', problem: null },
        { channel: 'crm', status: 'failed', problem: 'it answered 500' },
        { channel: 'out', status: 'sent', problem: null },
        { channel: 'new', status: 'failed', problem: 'its secret is not stored yet: run `keyturn secret set new`' },
      ],
    });
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).notices[0].threshold),
    ).toEqual(['test']);
    expect(server.received.map(({ path }) => path).sort()).toEqual(['/CANARY', '/broken']);
    expect(server.received[0]?.body).toContain('keyturn reaches this channel');
    expect(stdout + stderr).not.toContain('CANARY');
  });

  it('goes through those that are named', async () => {
    const server = await receiver();
    const { call, keep } = await calling(channels, false);
    await keep('ops', server.url);
    const { code, stdout } = await call('ops', 'out');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\{"id":"test-[^\n]*\n✔ ops {2}sent\n✔ out {2}sent\n$/);
    expect(server.received).toHaveLength(1);
  });

  it('is a wrong call where there is no such channel, or none at all', async () => {
    const { call } = await calling(channels, false);
    await expect(call('op')).rejects.toMatchObject({
      code: 'UsageInvalid',
      message: 'No channel is called op: ops, crm, out, new',
    });
    const none = await calling('', false);
    await expect(none.call()).rejects.toMatchObject({ code: 'UsageInvalid' });
  });
});

it('dates a message of the practice org by its clock', async () => {
  const bench = await inProcess();
  writeFileSync(join(bench.here.home, 'config.json5'), "{ channels: { out: { type: 'log' } } }");
  await bench.control('POST', '/clock', { advance: '40d' });
  const { stdout } = await bench.call('daemon', 'test-notify');
  const { at } = JSON.parse(stdout.split('\n')[0] ?? '') as { at: string };
  const { now } = (await bench.control('GET', '/clock')) as { now: string };
  expect(Math.abs(Date.parse(now) - Date.parse(at))).toBeLessThan(86_400_000);
});
