import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createSecretStores } from '../../../src/core/adapters/secret-store/choose.ts';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { channelSecrets } from '../../../src/core/reminders/channel-route.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { filesHolding } from '../../support/files-holding.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { fakeKeychainProgram } from '../adapters/secret-store/fake-keychain.ts';
import { stagedRun } from '../watch/rotations.ts';
import { watchedApp } from '../watch/watched-apps.ts';
import { storesOf } from './folder-stores.ts';

const program = fileURLToPath(new URL('./mover.ts', import.meta.url));
const preload = fileURLToPath(new URL('../../support/kill-at.mjs', import.meta.url));
const { orgId } = watchedApp();
const apps = ['Billing', 'Mailer'];
const keys = ['primary', 'staged'];

/** A home and a keychain that holds two pairs of each app, and a channel's secret. */
async function world() {
  const [home, keychain] = [tempFolder(), tempFolder()];
  fakeKeychainProgram(keychain);
  writeFileSync(join(keychain, 'passphrase'), 'correct horse battery', { mode: 0o600 });
  const [state, stores] = [await opened(home), createSecretStores(storesOf(home, keychain))];
  const store = await stores.open('keychain');
  const put = (org: string, app: string, consumerKey: string) =>
    store.put({ orgId: org, app, consumerKey, consumerSecret: new Secret(`CANARY-${consumerKey}`), savedAt: 1 });
  for (const app of apps) {
    for (const key of keys) await put(orgId, app, `${app}-${key}`);
    const place = { kind: 'keychain', reference: app } as const;
    await state.apps.save(watchedApp({ app, consumerId: app, consumerKey: `${app}-primary`, store: place }));
    const run = { id: app, app, consumerId: app, ends: `${app}-primary`, stays: `${app}-staged` };
    await state.rotations.save(stagedRun(run));
  }
  await put(channelSecrets, channelSecrets, 'ops');
  await state.channelSecrets.save('ops', 'keychain');
  stores.close();
  state.close();
  return { home, keychain };
}

type World = Awaited<ReturnType<typeof world>>;

function opened(home: string) {
  return openState({ folder: home, clock: new FakeClock(), actor: 'tester', appSettings: noAppSettings });
}

/** Resolves with what it said, and the signal that ended it. */
async function move({ home, keychain }: World, to: string, at = 0) {
  const [plan, counted] = [join(keychain, 'plan.json'), join(keychain, `counted-${at}`)];
  writeFileSync(plan, JSON.stringify({ at, counted }));
  const env = { ...process.env, NODE_OPTIONS: `--import=${preload}`, KILL_AT_PLAN: plan };
  const child = spawn(process.execPath, [program, home, keychain, to], { env, timeout: 300_000 });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += data;
    });
  const signal = await new Promise<string | null>((resolve) => child.on('close', (_code, by) => resolve(by)));
  return { said, signal };
}

/** Each secret, read from where the state says that it is; and what either place holds. */
async function look({ home, keychain }: World, from: 'keychain' | 'file') {
  const [state, stores] = [await opened(home), createSecretStores(storesOf(home, keychain))];
  const read = async (org: string, key: string, place: 'keychain' | 'file' | null | undefined) =>
    place ? (await (await stores.open(place)).get(org, key))?.consumerSecret.reveal() : undefined;
  const seen: (string | undefined)[] = [];
  for (const { app, store } of await state.apps.list()) {
    for (const key of keys) seen.push(await read(orgId, `${app}-${key}`, store?.kind));
  }
  seen.push(await read(channelSecrets, 'ops', await state.channelSecrets.find('ops')));
  const left = (await (await stores.open(from)).entries()).length;
  const open = (await state.journal.open()).length;
  stores.close();
  state.close();
  return { seen, left, open };
}

const all = ['Billing-primary', 'Billing-staged', 'Mailer-primary', 'Mailer-staged', 'ops'].map(
  (key) => `CANARY-${key}`,
);

/** One while pairs are written, one while old entries go; the test beside this one meets all of them. */
const turns = [
  { to: 'file', from: 'keychain', at: 9 },
  { to: 'keychain', from: 'file', at: 31 },
] as const;

it('loses nothing when its process is killed, finishes with the next, and leaves no secret in clear', async () => {
  const here = await world();
  for (const { to, from, at } of turns) {
    const killed = await move(here, to, at);
    expect([at, killed.signal]).toEqual([at, 'SIGKILL']);
    expect([at, (await look(here, from)).seen]).toEqual([at, all]);
    const finished = await move(here, to);
    expect([at, finished.signal, await look(here, from)]).toEqual([at, null, { seen: all, left: 0, open: 0 }]);
    expect([at, filesHolding(here.home, 'CANARY'), killed.said + finished.said]).toEqual([at, [], '']);
  }
});
