import { constants, existsSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Secret } from '../../model/secret.ts';
import { reason } from '../../reasons/errors.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { homeCareWords } from '../../words/home-care.ts';
import { storeProblems } from '../../words/store-problems.ts';
import { fileReason, orFileReason } from '../file-problem.ts';
import { type Owners, systemOwners } from '../owners.ts';
import { withoutMark } from '../text-of.ts';
import { weaknessesOf } from '../trusted-path.ts';

/** A passphrase is a line, not a document. */
const longestPassphrase = 4_096;
const credentialName = 'keyturn-passphrase';

export interface PassphraseReading {
  readonly owners?: Owners;
  /**
   * Gets a warning if others can write to a folder above the file, which is used all the same: it belongs to this user and is
   * private, so nobody else chose its content. null if such a file is refused.
   */
  readonly tolerate?: ((warning: string) => void) | null;
}

/**
 * The passphrase from a file: the one in `KEYTURN_PASSPHRASE_FILE`, otherwise the systemd credential `keyturn-passphrase`.
 * Null if there is neither. Never from an argument or a variable.
 * @throws PassphraseFileUnsafe, FileUnreadable
 */
export async function findPassphrase(
  env: Readonly<Record<string, string | undefined>>,
  { owners = systemOwners, tolerate = null }: PassphraseReading = {},
): Promise<Secret | null> {
  const file = env.KEYTURN_PASSPHRASE_FILE;
  if (file) return readPassphrase(file, { owners, tolerate, mustBePrivate: true });
  if (!env.CREDENTIALS_DIRECTORY || !hasPassphraseSource(env)) return null;
  // systemd makes the folder private to the service. The modes inside differ between versions.
  const path = join(env.CREDENTIALS_DIRECTORY, credentialName);
  return readPassphrase(path, { owners, tolerate, mustBePrivate: false });
}

/** Whether there is a file for `findPassphrase`, usable or not. */
export function hasPassphraseSource(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.KEYTURN_PASSPHRASE_FILE) return true;
  return env.CREDENTIALS_DIRECTORY ? existsSync(join(env.CREDENTIALS_DIRECTORY, credentialName)) : false;
}

interface Reading extends Required<PassphraseReading> {
  readonly mustBePrivate: boolean;
}

async function readPassphrase(path: string, reading: Reading): Promise<Secret> {
  const unsafe: Refuse = (problem, cure) => reason('PassphraseFileUnsafe', { path, problem, cure });
  // Bytes that aren't UTF-8 may have become a part of a passphrase that is in use. The rule for new ones refuses them.
  const written = String(await readCarefully(path, { ...reading, unsafe, most: longestPassphrase }));
  const text = withoutMark(written).replace(/\r?\n$/, '');
  if (text === '') throw unsafe(storeProblems.empty, storeProblems.fillFile);
  return new Secret(text);
}

/** A passphrase from a file that a person names. @throws PassphraseFileUnsafe, FileUnreadable */
export function passphraseIn(path: string): Promise<Secret> {
  return readPassphrase(path, { owners: systemOwners, tolerate: null, mustBePrivate: true });
}

type Refuse = (problem: string, cure?: string) => Error;

interface Careful extends Reading {
  readonly unsafe: Refuse;
  /** In bytes. */
  readonly most: number;
}

/** The content of a file with a secret that nobody else could have read or written. @throws what `unsafe` makes, FileUnreadable */
export async function readCarefully(
  path: string,
  { owners, tolerate, mustBePrivate, unsafe, most }: Careful,
): Promise<Buffer> {
  const weaknesses = await weaknessesOf(resolve(path), owners).catch((error: unknown) => {
    throw fileReason('FileUnreadable', path, error);
  });
  // The same cure makes a private file of one that others can write to.
  const counting = weaknesses.filter(({ part, kind }) => !mustBePrivate || part !== 'itself' || kind === 'foreign');
  const isTolerable = tolerate !== null && counting.every(({ part, kind }) => part === 'folder' && kind === 'open');
  for (const weakness of counting) {
    if (!isTolerable) throw unsafe(weakness.problem, weakness.cure);
    tolerate(homeCareWords.passphraseFile(path, weakness));
  }
  // Non-blocking: opening a pipe without a writer would wait forever.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const handle = await orFileReason('FileUnreadable', path, () => open(path, flags));
  try {
    const stats = await handle.stat();
    const problem = problemOf(stats, most);
    if (problem !== null) throw unsafe(problem, storeProblems.fillFile);
    if (mustBePrivate && isOpenToOthers(stats)) throw unsafe(storeProblems.notPrivate);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function problemOf(stats: Stats, most: number): string | null {
  if (!stats.isFile()) return fileProblems.notRegular;
  return stats.size > most ? storeProblems.tooLong(most) : null;
}

function isOpenToOthers(stats: Stats): boolean {
  return process.platform !== 'win32' && (stats.mode & 0o077) !== 0;
}
