import { orNothing } from '../acts/damaged-entry.ts';
import type { StoreReference } from '../model/watched-app.ts';
import type { BackupFiles, BackupLock, WrittenBackup } from '../ports/backup-files.ts';
import type { SecretStore, State, StoredPair } from '../ports/ports.ts';
import { withAllLeases } from '../store-move/all-leases.ts';
import { type NamedEntry, namedEntries } from './named-entries.ts';

export interface BackUpRequest {
  readonly state: State;
  readonly files: BackupFiles;
  /** Opens a store that the state names. */
  readonly openStore: (kind: StoreReference['kind']) => Promise<SecretStore>;
  /** An absolute path. */
  readonly path: string;
  readonly lock: BackupLock;
  readonly mayReplace: boolean;
}

export interface BackedUp extends WrittenBackup {
  readonly secrets: number;
  /** What the state says is in a store, and isn't. */
  readonly missing: readonly NamedEntry[];
  /** Entries that can't be read, also those that the state no longer needs. */
  readonly damaged: readonly NamedEntry[];
  readonly apps: number;
}

/**
 * Writes state, settings and the secrets that the state names into one encrypted file. Nothing that works on credentials runs
 * meanwhile, so state and secrets fit each other.
 * @throws AnotherAtWork, FileExists, FileNotWritten and what the stores throw
 */
export function backUp({ state, files, openStore, path, lock, mayReplace }: BackUpRequest): Promise<BackedUp> {
  return withAllLeases(state, async (apps) => {
    const { pairs, missing, damaged } = await readAll(await namedEntries(state), openStore);
    const detail = { to: path, secrets: pairs.length };
    // Before the secrets are copied, so that no copy is missing in the audit trail, and the copy has the entry, too.
    await state.journal.append({
      ...{ event: 'noted', action: 'back-up', intent: crypto.randomUUID() },
      ...{ orgId: '', org: '', app: null, detail },
    });
    const written = await files.write(path, { secrets: pairs, lock, mayReplace });
    return { ...written, secrets: pairs.length, missing, damaged, apps: apps.length };
  });
}

async function readAll(entries: readonly NamedEntry[], openStore: BackUpRequest['openStore']) {
  const kinds = new Set(entries.flatMap(({ kind, isNeeded }) => (kind !== null && isNeeded ? [kind] : [])));
  const pairs: StoredPair[] = [];
  const missing: NamedEntry[] = [];
  const damaged: NamedEntry[] = [];
  for (const entry of entries) {
    const { orgId, consumerKey, kind, isNeeded } = entry;
    let pair: StoredPair | null = null;
    let isDamaged = false;
    // A secret that the state only says it saved once may be in any of the stores that it uses.
    for (const one of kind === null ? kinds : [kind]) {
      if (!kinds.has(one) || pair) continue;
      const store = await openStore(one);
      pair = await store.get(orgId, consumerKey).catch((error: unknown) => {
        isDamaged = true;
        return orNothing(error);
      });
    }
    if (pair) pairs.push(pair);
    else {
      if (isNeeded) missing.push(entry);
      if (isDamaged) damaged.push(entry);
    }
  }
  return { pairs, missing, damaged };
}
