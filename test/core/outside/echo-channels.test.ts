import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
// @ts-expect-error a script without types
import { talkers } from '../../../scripts/outside.mjs';
import { createDeliveries } from '../../../src/core/adapters/delivery/deliveries.ts';
import { createExecProver } from '../../../src/core/adapters/salesforce/exec-prover.ts';
import { keychainProblem } from '../../../src/core/adapters/secret-store/keychain-problem.ts';
import { createServiceHost } from '../../../src/core/adapters/service-manager.ts';
import { createSweep } from '../../../src/core/adapters/sweep/sweep.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { everyForm, leaksIn } from '../../support/secret-forms.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { startMailServer } from '../adapters/notify/mail-server.ts';
import { always, channel, messageOf } from '../adapters/notify/messages.ts';
import { startSmallServer } from '../adapters/salesforce/small-server.ts';

const text = '7C2F0B9A41D8E35F6A0C9B7E2D1485F3A6C0E9B8D7142F5A3C6B9E0D81F7A254';
const pair = { consumerKey: '3MVG9pair', consumerSecret: new Secret(text) };
const tokenUrl = 'https://acme.my.salesforce.com/services/oauth2/token';

/** A program that repeats what it gets, and all that it could make of the secret. */
function program(name = 'repeat', code = 3, input = 'cat >&2'): string {
  const path = join(tempFolder(), name);
  writeFileSync(`${path}.txt`, everyForm(text));
  writeFileSync(path, `#!/bin/sh\n${input}\ncat "${path}.txt" >&2\necho "$@" >&2\nexit ${code}\n`);
  chmodSync(path, 0o700);
  return path;
}

async function server(status = 500): Promise<string> {
  const made = await startSmallServer(({ path, body, headers }) => ({
    status,
    headers: { 'content-type': 'text/plain' },
    body: `${everyForm(text)} ${path} ${headers['x-keyturn-signature']} ${body}`,
  }));
  onTestFinished(() => made.close());
  return made.url;
}

/** By who is talked with, as scripts/outside.mjs names them: everything that keyturn passes on of what they say. */
const rows: Readonly<Record<string, () => Promise<unknown>>> = {
  chat: async () => {
    const url = await server();
    const secrets = { address: `${url}/services/${text}`, key: text };
    const webhook = { ...always, name: 'own', type: 'webhook', address: 'address', signingKey: 'key' } as const;
    return Promise.all([
      channel({ ...always, name: 'a', type: 'slack', address: 'address' }, secrets).send(messageOf()),
      channel({ ...always, name: 'b', type: 'teams', address: 'address' }, secrets).send(messageOf()),
      channel(webhook, secrets).send(messageOf()),
    ]);
  },
  mail: async () => {
    const { port } = await startMailServer({
      onAuth: ({ password }, _session, callback) =>
        callback(new Error(`no ${password} ${everyForm(text).slice(0, 900)}`)),
    });
    const settings = {
      host: '127.0.0.1',
      port,
      encryption: 'none',
      from: 'k@acme.example',
      to: ['it@acme.example'],
    } as const;
    const mail = { ...always, name: 'mail', type: 'mail', ...settings, user: 'keyturn', password: 'mail' } as const;
    return channel(mail, { mail: text }, { deadlineMs: 120_000 }).send(messageOf());
  },
  desktop: () => {
    const path = program('notify-send');
    const env = { PATH: `${join(path, '..')}:${process.env.PATH}` };
    return channel({ ...always, name: 'd', type: 'desktop' }, {}, { env, platform: 'linux' }).send(messageOf());
  },
  program: async () => {
    const path = program();
    const handOver = {
      event: 'staged',
      org: 'acme',
      app: 'A',
      pair,
      previousConsumerKey: '3MVG9old',
      tokenUrl,
    } as const;
    return Promise.all([
      channel({ ...always, name: 'c', type: 'command', program: path }).send(messageOf()),
      createDeliveries({ env: { PATH: process.env.PATH } }).deliver(parseTarget(`exec:${path}`), handOver),
      ...[0, 1, 3].map((code) =>
        createExecProver({ program: program('prove', code) }).prove({ pair, tokenUrl, app: 'A', org: 'acme' }),
      ),
    ]);
  },
  service: () => createServiceHost(process.env).run({ program: program('systemctl', 3, ''), args: [text] }),
  git: async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, '.git'));
    const sweep = createSweep({ PATH: `${join(program('git'), '..')}:${process.env.PATH}` });
    const all: unknown[] = [];
    for await (const swept of sweep.read(folder)) all.push(swept);
    return all;
  },
  keychain: async () => {
    const { problem, cure } = keychainProblem(new Error(everyForm(text)), 'linux');
    return { problem, cure };
  },
};

/** They get no secret and say nothing that is passed on, or have a test of their own. */
const others: Readonly<Record<string, string>> = {
  org: 'echo-org.test.ts',
  'sign-ins': 'their errors pass serve-broker.ts (broker.test.ts)',
  helper: 'its errors pass serve-broker.ts (broker.test.ts)',
  browser: 'is started, and never heard',
  keyturn: 'the same program',
  processes: 'the list of processes: only a state or a start time is read',
  'practice-org': 'has no real secret',
};

it('has a row for everybody that keyturn talks with', () => {
  expect([...new Set<string>(Object.values(talkers))].sort()).toEqual(
    [...Object.keys(rows), ...Object.keys(others)].sort(),
  );
});

it.each(Object.entries(rows))('%s: what comes back has no secret', async (_who, talk) => {
  const heard = inspect(await talk(), { depth: 10, maxStringLength: null });
  expect(heard).toContain('[secret]');
  expect(leaksIn(heard, text)).toEqual([]);
});
