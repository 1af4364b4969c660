import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createSecretStores } from '../../../src/core/adapters/secret-store/choose.ts';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import { hadState } from '../../../src/core/adapters/state/set-aside.ts';
import { channelSecrets } from '../../../src/core/reminders/channel-route.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { filesHolding } from '../../support/files-holding.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { fakeKeychainProgram } from '../adapters/secret-store/fake-keychain.ts';
import { storesOf } from '../store-move/folder-stores.ts';
import { backedUp, orgId, settingsText, stateIn } from './backup-bench.ts';

const program = fileURLToPath(new URL('./restorer.ts', import.meta.url));
const preload = fileURLToPath(new URL('../../support/kill-at.mjs', import.meta.url));

/** A home with another state and other settings. */
async function usedHome(): Promise<string> {
  const home = tempFolder();
  const state = await stateIn(home);
  const entry = { action: 'watch', intent: '1', orgId: '', org: '', app: null, detail: {} } as const;
  await state.journal.append({ ...entry, event: 'noted' });
  state.close();
  writeFileSync(join(home, 'config.json5'), '{}');
  mkdirSync(join(home, 'backups'));
  writeFileSync(join(home, 'backups', 'old'), '');
  return home;
}

interface Restoring {
  readonly home: string;
  readonly keychain: string;
  readonly path: string;
}

/** Resolves with the signal that ended it, and how many boundaries it passed. */
async function restoring({ home, keychain, path }: Restoring, at: number) {
  const [plan, counted] = [join(keychain, 'plan.json'), join(keychain, 'counted')];
  writeFileSync(plan, JSON.stringify({ at, counted, withSync: true }));
  const env = { ...process.env, NODE_OPTIONS: `--import=${preload}`, KILL_AT_PLAN: plan };
  const child = spawn(process.execPath, [program, home, keychain, path], { env, timeout: 300_000 });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  const signal = await new Promise<string | null>((resolve) => child.on('close', (_code, by) => resolve(by)));
  return { said, signal, count: signal ? 0 : Number(readFileSync(counted, 'utf8')) };
}

/** What is there, wherever the restore was killed: the old state or the new one, in place or under another name. */
function statesIn(home: string): readonly string[] {
  return readdirSync(home).filter((name) => /^state\.db(\.replaced-[\dTZ-]+)?$/.test(name));
}

it('loses nothing when it is killed at any boundary, and finishes when it is repeated', async () => {
  const made = await backedUp();
  const original = await usedHome();
  const world = () => {
    const [home, keychain] = [tempFolder(), tempFolder()];
    cpSync(original, home, { recursive: true });
    fakeKeychainProgram(keychain);
    return { home, keychain, path: made.path };
  };
  const { count, said } = await restoring(world(), 0);
  expect([said, count]).toEqual(['', expect.any(Number)]);
  expect(count).toBeGreaterThan(20);
  for (let at = 1; at <= count; at += 1) {
    const here = world();
    const killed = await restoring(here, at);
    expect([at, killed.signal, killed.said]).toEqual([at, 'SIGKILL', '']);
    expect([at, hadState(here.home), statesIn(here.home).length > 0]).toEqual([at, true, true]);
    expect([at, await restoring(here, 0)]).toEqual([at, { said: '', signal: null, count: expect.any(Number) }]);
    const names = readdirSync(here.home);
    expect([at, names.filter((name) => /\.tmp|^restoring/.test(name))]).toEqual([at, []]);
    expect([at, readFileSync(join(here.home, 'config.json5'), 'utf8')]).toEqual([at, settingsText]);
    const kept = names.filter((name) => name.startsWith('config.json5.replaced-'));
    expect([at, kept.map((name) => readFileSync(join(here.home, name), 'utf8'))]).toEqual([at, ['{}']]);
    expect([at, names.some((name) => existsSync(join(here.home, name, 'old')))]).toEqual([at, true]);
    expect([at, await actionsOf(here.home)]).toEqual([at, [['back-up', 'restore'], ['watch']]]);
    const stores = createSecretStores(storesOf(here.home, here.keychain));
    const store = await stores.open('keychain');
    const read = async (org: string, key: string) => (await store.get(org, key))?.consumerSecret.reveal();
    expect([at, await read(orgId, 'key-now'), await read(orgId, 'key-new'), await read(channelSecrets, 'ops')]).toEqual(
      [...[at, 'CANARY-now', 'CANARY-new', 'CANARY-ops']],
    );
    stores.close();
    expect([at, filesHolding(here.home, 'CANARY')]).toEqual([at, []]);
  }
});

/** The actions in the audit trail of the state, and those of the states that were set aside. */
async function actionsOf(home: string): Promise<readonly (readonly string[])[]> {
  const states = statesIn(home).toSorted();
  const found: (readonly string[])[] = [];
  for (const name of states) {
    const folder = tempFolder();
    cpSync(join(home, name), join(folder, 'state.db'));
    const state = await openState({ folder, clock: new FakeClock(), actor: 'x', appSettings: noAppSettings });
    const actions = (await state.journal.list()).map(({ action }) => action);
    state.close();
    if (!found.some((one) => one.join() === actions.join())) found.push(actions);
  }
  return found;
}
