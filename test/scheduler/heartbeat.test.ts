import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { channelsSchema } from '../../src/core/adapters/config-channels.ts';
import { createNotifiers } from '../../src/core/adapters/notify/notifiers.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { day, hour, minute } from '../../src/core/plain/time.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import { beatAfter } from '../../src/scheduler/heartbeat.ts';
import { tick } from '../../src/scheduler/tick.ts';
import type { TickPorts } from '../../src/scheduler/tick-ports.ts';
import { noon } from '../core/watch/watched-apps.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { idleOperate } from '../support/idle-operate.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Passes with a heartbeat at a small service that answers as it is told to. */
async function world({ fails = true } = {}) {
  const asked: string[] = [];
  const answer = { status: 200, body: 'OK', type: 'text/plain' };
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(answer.status, { 'content-type': answer.type, location: '/elsewhere' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new FakeClock(noon);
  const state = await openState({ folder: tempFolder(), clock, actor: 'tester@bench', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  const failAddress = fails ? { failAddress: 'secret:pulse-fail' } : {};
  const channels = channelsSchema.parse({ pulse: { type: 'heartbeat', address: 'secret:pulse', ...failAddress } });
  const secrets = new Map([
    ['pulse', `${origin}/uuid`],
    ['pulse-fail', `${origin}/uuid/fail`],
  ]);
  const secretOf = async (name: string) => {
    const found = secrets.get(name);
    return found === undefined ? null : new Secret(found);
  };
  const [notifier] = createNotifiers(channels, { env: {}, writeLine: () => undefined, secretOf });
  if (!notifier) throw new Error('no heartbeat');
  const operate = idleOperate({ state, clock });
  const ports: TickPorts = {
    operate,
    operateFor: () => operate,
    post: { notifiers: [], reaches: () => true, address: () => [] },
    addressOwn: () => [],
    host: 'bench',
    heartbeats: [{ ...notifier, takesFailures: fails }],
    writeCard: async () => undefined,
    settings: { whole: '', windowOf: () => null, stageAheadDays: 14, checkEveryMs: day },
  };
  const pass = () => beatAfter(ports, () => tick(ports));
  const breakStore = () =>
    state.daemon.saveCheck({
      at: clock.now(),
      stores: [{ kind: 'file', found: { problem: 'no', cure: null } }],
      orgs: [],
    });
  return { ports, state, clock, secrets, asked, answer, pass, breakStore, origin };
}

describe('a heartbeat', () => {
  it('asks its address once after a good pass, and is due again within a day, although no app is watched', async () => {
    const { pass, asked, state, clock } = await world();
    await pass();
    expect(asked).toEqual(['GET /uuid']);
    await expect(state.health.read()).resolves.toMatchObject({ nextAt: clock.now() + day, troubles: [] });
  });

  it('asks the address for failures after any other pass', async () => {
    const { pass, asked, breakStore } = await world();
    await breakStore();
    await pass();
    expect(asked).toEqual(['GET /uuid/fail']);
  });

  it('stays silent then if it has none', async () => {
    const { pass, asked, breakStore } = await world({ fails: false });
    await breakStore();
    await pass();
    expect(asked).toEqual([]);
  });

  it('says that a pass broke off, but not that another process works or that it was interrupted', async () => {
    const { ports, asked } = await world();
    const defect = new TypeError('not thought of');
    await expect(beatAfter(ports, () => Promise.reject(defect))).rejects.toBe(defect);
    expect(asked.splice(0)).toEqual(['GET /uuid/fail']);
    for (const code of ['AnotherAtWork', 'TakenOver'] as const) {
      const busy = reason(code, { what: 'The watch list', holder: 'process 1' });
      await expect(beatAfter(ports, () => Promise.reject(busy))).rejects.toBe(busy);
      expect(asked).toEqual([]);
    }
  });

  it.each([
    [404, 'not found', 'it answered 404: not found'],
    [302, '', 'it answered 302. keyturn follows no redirects: store the new address'],
    [200, 'OK (not found)', 'it answered 200 without accepting the message: OK (not found)'],
    [
      200,
      '{"ok":false,"msg":"Monitor not found"}',
      'it answered 200 without accepting the message: {"ok":false,"msg":"Monitor not found"}',
    ],
    [
      200,
      '<!doctype html><title>Sign in</title>',
      'a web page answered (200), probably of a proxy or a sign-in: nothing was delivered',
    ],
  ])('that is answered %s %s is a failing channel, and is tried again soon', async (status, body, problem) => {
    const { pass, asked, answer, state, clock } = await world();
    Object.assign(answer, { status, body });
    await pass();
    const { troubles, nextAt, lastGoodTickAt } = await state.health.read();
    expect(troubles).toMatchObject([{ kind: 'channel-failing', subject: 'pulse', problem }]);
    // The work itself was good.
    expect(lastGoodTickAt).toBe(clock.now());
    expect(nextAt).toBe(clock.now() + 5 * minute);
    clock.advance(2 * hour);
    Object.assign(answer, { status: 200, body: 'OK' });
    await pass();
    expect(asked).toHaveLength(2);
    await expect(state.health.read()).resolves.toMatchObject({ troubles: [], nextAt: clock.now() + day });
  });

  it.each([202, 204])('is taken with %s', async (status) => {
    const { pass, answer, state } = await world();
    Object.assign(answer, { status, body: status === 202 ? 'Got it, thanks!' : '' });
    await pass();
    expect((await state.health.read()).troubles).toEqual([]);
  });

  it('sends nothing unencrypted to another computer, and never shows its address', async () => {
    const { pass, secrets, state } = await world();
    secrets.set('pulse', 'http://ping.example/0123456789abcdef');
    await pass();
    const { troubles } = await state.health.read();
    expect(troubles).toMatchObject([{ problem: 'its address must start with https://' }]);
    secrets.set('pulse', 'https://127.0.0.1:1/0123456789abcdef');
    await pass();
    expect(JSON.stringify(await state.health.read())).not.toContain('0123456789abcdef');
  });
});

it('refuses a severity of a heartbeat, which gets no notices', () => {
  const pulse = { type: 'heartbeat', address: 'secret:pulse', severity: 'danger' };
  expect(channelsSchema.safeParse({ pulse }).success).toBe(false);
});
