import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import { type BackUpRequest, backUp } from '../../../src/core/backup/back-up.ts';
import { planRestore, restore } from '../../../src/core/backup/restore.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { BackupKey, BackupLock } from '../../../src/core/ports/backup-files.ts';
import type { SecretStore, State } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { channelSecrets } from '../../../src/core/reminders/channel-route.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { memoryStore } from '../store-move/memory-store.ts';
import { stagedRun } from '../watch/rotations.ts';
import { watchedApp } from '../watch/watched-apps.ts';
import { filesIn, phrase } from './restore-place.ts';

export const { orgId } = watchedApp();
export const settingsText =
  "// ours\n{ store: 'file', channels: { pager: { type: 'command', program: '/opt/pager' } }, environment: { '/opt/erp': ['SSH_AUTH_SOCK'] } }\n";
export { filesIn, phrase } from './restore-place.ts';

export async function stateIn(folder: string): Promise<State> {
  const init = { folder, clock: new FakeClock(), actor: 'ana@laptop', appSettings: noAppSettings };
  const state = await openState({ ...init, whereabouts: () => ({ named: null, machine: 'one', file: null }) });
  onTestFinished(() => state.close());
  return state;
}

export function storeWith(secrets: Readonly<Record<string, string>>, kind: SecretStore['kind'] = 'file') {
  const entries = new Map<string, string>();
  const store = memoryStore(kind, entries);
  const put = (key: string, text: string) => {
    const place = key === 'ops' ? channelSecrets : orgId;
    return store.put({ orgId: place, app: 'ERP', consumerKey: key, consumerSecret: new Secret(text), savedAt: 1 });
  };
  return { store, entries, ready: Promise.all(Object.entries(secrets).map(([key, text]) => put(key, text))) };
}

/** The same store, whose entry with this key can't be read until it is written again. */
export function withDamaged(store: SecretStore, key: string): SecretStore {
  let isDamaged = true;
  return {
    ...store,
    get: async (org, consumerKey) => {
      if (isDamaged && consumerKey === key)
        throw reason('StoreDamaged', { path: key, problem: 'cut off', folder: null });
      return store.get(org, consumerKey);
    },
    put: async (pair) => {
      if (pair.consumerKey === key) isDamaged = false;
      return store.put(pair);
    },
  };
}

/** A home with a watched app, an unfinished run, a channel's secret and settings; and a backup of it. */
export async function backedUp(lock: BackupLock = phrase, { isPractice = false } = {}) {
  const folder = tempFolder();
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(home, 'config.json5'), settingsText);
  const state = await stateIn(home);
  const consumer = { name: 'ERP', target: { kind: 'exec', name: '/opt/erp' }, contact: null, notes: null } as const;
  const last = { status: 'delivered', at: 1, problem: null } as const;
  await state.apps.save(
    watchedApp({
      app: 'ERP',
      consumerId: 'erp',
      consumerKey: 'key-now',
      store: { kind: 'keychain', reference: 'there' },
      consumers: [{ ...consumer, keys: [], test: null, last }],
    }),
  );
  const delivery = { target: consumer.target, status: 'delivered', at: 1, problem: null } as const;
  const run = { id: 'run', app: 'ERP', consumerId: 'erp', ends: 'key-now', stays: 'key-new', deliveries: [delivery] };
  await state.rotations.save(stagedRun(run));
  await state.channelSecrets.save('ops', 'keychain');
  const { store, ready } = storeWith(
    { 'key-now': 'CANARY-now', 'key-new': 'CANARY-new', ops: 'CANARY-ops' },
    'keychain',
  );
  await ready;
  const path = join(folder, 'keyturn.age');
  const files = filesIn(home, isPractice);
  const again = (mayReplace: boolean, from = store, tell?: BackUpRequest['tell']) =>
    backUp({ state, files, openStore: async () => from, path, lock, mayReplace, tell });
  const written = await again(false);
  return { folder, home, state, path, store, written, again, content: readFileSync(path) };
}

/** Restores a backup into a home, as the command does. */
export async function restoreInto(
  home: string,
  {
    path,
    key = phrase,
    store,
    mayReplace = false,
  }: {
    readonly path: string;
    readonly key?: BackupKey;
    readonly store: SecretStore;
    readonly mayReplace?: boolean;
  },
) {
  const files = filesIn(home);
  const backup = await files.open(path, key);
  try {
    const plan = await planRestore({ backup, files }, { kind: store.kind, store, mayReplace });
    return { plan, done: await restore({ backup, files }, store) };
  } finally {
    await backup.close();
  }
}
