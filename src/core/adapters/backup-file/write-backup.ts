import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { Decrypter, Encrypter, type Identity } from 'age-encryption';
import type { BackupLock } from '../../ports/backup-files.ts';
import type { StoredPair } from '../../ports/ports.ts';
import { reason, reasons } from '../../reasons/errors.ts';
import { backupProblems, backupWords } from '../../words/backup.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { placeNew, removeLeftovers, syncFolder, temporaryName } from '../durable-file.ts';
import { fileReason, systemCode } from '../file-problem.ts';
import { kindProblem, readStart } from '../regular-file.ts';
import { recipientOf } from '../sealing/public-keys.ts';
import { agePassphrase, usualWorkFactor } from '../secret-store/age-passphrase.ts';
import { writeStoredPair } from '../secret-store/stored-pair.ts';
import { headerText, most } from './parts.ts';

export const ageStart = 'age-encryption.org/v1\n';

export interface BackupWrite {
  readonly path: string;
  readonly madeAt: number;
  readonly isPractice: boolean;
  readonly settings: Uint8Array | null;
  readonly secrets: readonly StoredPair[];
  /** Path of a copy of the state, which nobody changes. */
  readonly state: string;
  readonly lock: BackupLock;
  readonly mayReplace: boolean;
  /** Keeps a file that is replaced beside the new one, which lacks secrets. */
  readonly keepsEarlier: boolean;
  /** Base-2 logarithm of the scrypt work factor for a passphrase. */
  readonly workFactor?: number | undefined;
}

/** @throws FileExists, FileNotWritten */
export async function refuseTarget(path: string, mayReplace: boolean): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw fileReason('FileNotWritten', path, error);
  });
  if (found === null) return;
  if (!mayReplace) throw reason('FileExists', { path }).withAction(backupWords.replaceCure);
  const problem = kindProblem(found);
  if (problem !== null) throw reason('FileNotWritten', { path, problem });
  const start = await readStart(path, ageStart.length).catch((error: unknown) => {
    throw fileReason('FileNotWritten', path, error);
  });
  if (start.toString('latin1') !== ageStart)
    throw reason('FileNotWritten', { path, problem: backupProblems.notABackup });
}

/** @throws FileNotWritten if these are more secrets than a restore reads */
export function refuseTooMuch(path: string, secrets: readonly StoredPair[]): void {
  const bytes = secrets.reduce((sum, pair) => sum + Buffer.byteLength(lineOf(pair)), 0);
  if (bytes <= most.secrets) return;
  const problem = backupProblems.tooManySecrets({ count: secrets.length, bytes, most: most.secrets });
  const { safe } = reasons.FileNotWritten;
  throw reason('FileNotWritten', { path, problem }).continuing({ safe, actions: [backupWords.tooManyCure] });
}

function lineOf(pair: StoredPair): string {
  return `${writeStoredPair(pair)}\n`;
}

/**
 * Encrypts everything into a temporary file beside `path`, reads that back, and then gives it its name.
 * @returns its absolute path and size, and where an earlier one is kept @throws FileExists, FileNotWritten
 */
export async function writeBackup(
  write: BackupWrite,
): Promise<{ readonly path: string; readonly bytes: number; readonly kept: string | null }> {
  const { path, mayReplace, keepsEarlier } = write;
  await refuseTarget(path, mayReplace);
  const tmp = temporaryName(path);
  try {
    await removeLeftovers(dirname(path), `${basename(path)}.`);
    const handle = await open(tmp, 'wx+', 0o600);
    try {
      await encryptInto(handle, write);
    } finally {
      await handle.close();
    }
    const { size } = await stat(tmp);
    const kept = keepsEarlier && mayReplace ? await keepEarlier(path) : null;
    if (mayReplace) await rename(tmp, path);
    else await placeNew(tmp, path);
    await syncFolder(dirname(path));
    return { path: resolve(path), bytes: size, kept };
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw reason('FileExists', { path }).withAction(backupWords.replaceCure);
    if (systemCode(error) === null) throw error;
    throw fileReason('FileNotWritten', path, error);
  } finally {
    await rm(tmp, { force: true });
  }
}

/** A nightly job would fill the disk. */
const mostKept = 7;

/**
 * Gives a backup that is about to be replaced another name. keyturn can't tell what is in it: it may have no key that opens it.
 * @returns that name; null if there is no backup @throws FileNotWritten if enough are kept
 */
async function keepEarlier(path: string): Promise<string | null> {
  for (let number = 1; number <= mostKept; number += 1) {
    const kept = `${resolve(path)}.earlier-${number}`;
    try {
      await placeNew(path, kept);
      return kept;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
  const { safe } = reasons.FileNotWritten;
  const actions = [backupWords.enoughKeptCure(resolve(path), mostKept)];
  throw reason('FileNotWritten', { path, problem: backupProblems.enoughKept(mostKept) }).continuing({ safe, actions });
}

async function encryptInto(handle: FileHandle, write: BackupWrite): Promise<void> {
  const { encrypter, identity } = lockedWith(write);
  const sent = createHash('sha256');
  const plain = ReadableStream.from(hashing(contentOf(write), sent));
  for await (const chunk of await encrypter.encrypt(plain)) await handle.writeFile(chunk);
  await handle.sync();
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity());
  const read = createHash('sha256');
  const file = handle.createReadStream({ start: 0, autoClose: false });
  const readBack = await decrypter.decrypt(Readable.toWeb(file) as ReadableStream<Uint8Array>);
  for await (const chunk of readBack) read.update(chunk);
  if (!read.digest().equals(sent.digest()))
    throw reason('FileNotWritten', { path: write.path, problem: fileProblems.readBack });
}

/** The private key of a public one isn't here, so what was encrypted to it is read back with the key of the file itself. */
function lockedWith({ lock, workFactor = usualWorkFactor }: BackupWrite) {
  const encrypter = new Encrypter();
  if (lock.kind === 'passphrase') {
    const passphrase = agePassphrase(lock.passphrase, workFactor);
    encrypter.addRecipient(passphrase);
    return { encrypter, identity: (): Identity => passphrase };
  }
  for (const key of lock.keys) encrypter.addRecipient(recipientOf(key));
  let fileKey: Uint8Array | null = null;
  encrypter.addRecipient({
    wrapFileKey: (key) => {
      fileKey = Uint8Array.from(key);
      return [];
    },
  });
  return { encrypter, identity: (): Identity => ({ unwrapFileKey: () => fileKey }) };
}

async function* contentOf({ madeAt, isPractice, settings, secrets, state }: BackupWrite) {
  const pairs = Buffer.from(secrets.map(lineOf).join(''));
  const { size } = await stat(state);
  yield Buffer.from(
    headerText({ madeAt, isPractice, settings: settings?.length ?? null, secrets: pairs.length, state: size }),
  );
  if (settings !== null) yield settings;
  yield pairs;
  yield* createReadStream(state) as AsyncIterable<Buffer>;
}

async function* hashing(content: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of content) {
    if (chunk.length === 0) continue;
    hash.update(chunk);
    yield chunk;
  }
}
