import { createBackupFiles } from '../../../src/core/adapters/backup-file/backup-files.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { FakeClock } from '../../support/fake-clock.ts';

export const phrase = { kind: 'passphrase', passphrase: new Secret('four-words-of-CANARY') } as const;

/** Backups of a home, with a passphrase that is quick to check. */
export function filesIn(home: string, isPractice = false) {
  const init = { home, folder: home, isPractice, clock: new FakeClock(), actor: 'ana@laptop' };
  return createBackupFiles({ ...init, workFactor: 2 });
}
