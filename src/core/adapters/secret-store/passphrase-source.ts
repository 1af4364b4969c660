import { constants, existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '../../model/secret.ts';
import { reason } from '../../reasons/errors.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { storeProblems } from '../../words/store-problems.ts';
import { orFileReason } from '../file-problem.ts';

/** A passphrase is a line, not a document. */
const longestPassphrase = 4_096;
const credentialName = 'keyturn-passphrase';

/**
 * The passphrase from a file: the one in `KEYTURN_PASSPHRASE_FILE`, otherwise the systemd credential `keyturn-passphrase`.
 * Null if there is neither. Never from an argument or a variable.
 * @throws PassphraseFileUnsafe, FileUnreadable
 */
export async function findPassphrase(env: Readonly<Record<string, string | undefined>>): Promise<Secret | null> {
  const file = env.KEYTURN_PASSPHRASE_FILE;
  if (file) return readPassphrase(file, true);
  if (!env.CREDENTIALS_DIRECTORY || !hasPassphraseSource(env)) return null;
  // systemd makes the folder private to the service. The modes inside differ between versions.
  return readPassphrase(join(env.CREDENTIALS_DIRECTORY, credentialName), false);
}

/** Whether there is a file for `findPassphrase`, usable or not. */
export function hasPassphraseSource(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.KEYTURN_PASSPHRASE_FILE) return true;
  return env.CREDENTIALS_DIRECTORY ? existsSync(join(env.CREDENTIALS_DIRECTORY, credentialName)) : false;
}

async function readPassphrase(path: string, mustBePrivate: boolean): Promise<Secret> {
  // Non-blocking: opening a pipe without a writer would wait forever.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const handle = await orFileReason('FileUnreadable', path, () => open(path, flags));
  try {
    const problem = await problemOf(handle, mustBePrivate);
    if (problem !== null) throw reason('PassphraseFileUnsafe', { path, problem });
    const text = (await handle.readFile('utf8')).replace(/\r?\n$/, '');
    if (text === '') throw reason('PassphraseFileUnsafe', { path, problem: storeProblems.empty });
    return new Secret(text);
  } finally {
    await handle.close();
  }
}

async function problemOf(handle: FileHandle, mustBePrivate: boolean): Promise<string | null> {
  const stat = await handle.stat();
  if (!stat.isFile()) return fileProblems.notRegular;
  if (stat.size > longestPassphrase) return storeProblems.tooLong(longestPassphrase);
  if (!mustBePrivate || process.platform === 'win32') return null;
  if (stat.uid !== 0 && stat.uid !== process.getuid?.()) return fileProblems.otherOwner('it');
  if ((stat.mode & 0o077) !== 0) return storeProblems.notPrivate;
  return null;
}
