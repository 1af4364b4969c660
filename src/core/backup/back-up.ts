import type { BackupFiles, BackupLock, WrittenBackup } from '../ports/backup-files.ts';
import type { State } from '../ports/ports.ts';
import { withAllLeases } from '../store-move/all-leases.ts';
import { namedEntries } from './named-entries.ts';
import { type OpenNamedStore, type ReadSecrets, readSecrets } from './read-secrets.ts';

export interface BackUpRequest {
  readonly state: State;
  readonly files: BackupFiles;
  readonly openStore: OpenNamedStore;
  /** An absolute path. */
  readonly path: string;
  readonly lock: BackupLock;
  readonly mayReplace: boolean;
  /** Hears what the backup lacks before anything is written. */
  readonly tell?: ((found: Omit<ReadSecrets, 'pairs'>) => void) | undefined;
}

export interface BackedUp extends WrittenBackup, Omit<ReadSecrets, 'pairs'> {
  readonly secrets: number;
  readonly apps: number;
}

/**
 * Writes state, settings and the secrets of this folder into one encrypted file. Nothing that works on credentials runs
 * meanwhile, so state and secrets fit each other.
 * @throws AnotherAtWork, FileExists, FileNotWritten and what the stores throw
 */
export function backUp({ state, files, openStore, path, lock, mayReplace, tell }: BackUpRequest): Promise<BackedUp> {
  return withAllLeases(state, async (apps) => {
    const { pairs, ...found } = await readSecrets(await namedEntries(state), openStore);
    tell?.(found);
    files.refuseTooMuch(path, pairs);
    const detail = { to: path, secrets: pairs.length };
    // Before the secrets are copied, so that no copy is missing in the audit trail, and the copy has the entry, too.
    await state.journal.append({
      ...{ event: 'noted', action: 'back-up', intent: crypto.randomUUID() },
      ...{ orgId: '', org: '', app: null, detail },
    });
    const written = await files.write(path, { secrets: pairs, lock, mayReplace, keepsEarlier: lacksSome(found) });
    return { ...written, ...found, secrets: pairs.length, apps: apps.length };
  });
}

function lacksSome({ missing, damaged, unreadable, unopened }: Omit<ReadSecrets, 'pairs'>): boolean {
  return missing.length + damaged.length + unreadable.length + unopened.length > 0;
}
