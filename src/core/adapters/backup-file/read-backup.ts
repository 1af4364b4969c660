import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Decrypter, type Identity } from 'age-encryption';
import type { BackupKey, BackupLock } from '../../ports/backup-files.ts';
import type { StoredPair } from '../../ports/ports.ts';
import { isKeyturnError, reason } from '../../reasons/errors.ts';
import { backupProblems } from '../../words/backup.ts';
import { fileReason, orFileReason, systemCode } from '../file-problem.ts';
import { refuseOthers } from '../regular-file.ts';
import { identitiesIn } from '../sealing/identities.ts';
import { agePassphrase, KeyNotDerived, usualWorkFactor } from '../secret-store/age-passphrase.ts';
import { readStoredPair } from '../secret-store/stored-pair.ts';
import { type BackupHeader, createParts, NotABackup } from './parts.ts';
import { ageStart } from './write-backup.ts';

/** The age library reads a header as a whole. One with ten keys has 8,000 bytes. */
const longestHeader = 64_000;

export interface ReadBackup extends Pick<BackupHeader, 'madeAt' | 'isPractice'> {
  readonly settings: Buffer | null;
  readonly secrets: readonly StoredPair[];
}

/** What opens a backup. @throws FileUnreadable, BackupUnreadable */
export function lockOf(path: string): Promise<BackupLock['kind']> {
  return withFile(path, (file) => lockIn(file, path));
}

/**
 * Decrypts a whole backup, and writes the state in it into a folder. Nothing in it counts before its end was read: only then
 * it is certain that nobody changed it.
 * @throws FileUnreadable, BackupUnreadable, BackupLocked, IdentityUnusable, HomeNotWritable, DiskFull
 */
export async function readBackup(
  path: string,
  { key, folder }: { readonly key: BackupKey; readonly folder: string },
): Promise<ReadBackup> {
  return withFile(path, async (file) => {
    const needs = await lockIn(file, path);
    if (needs !== (key.kind === 'passphrase' ? 'passphrase' : 'keys')) throw reason('BackupLocked', { path, needs });
    const identities = await identitiesOf(key);
    const parts = createParts(decrypted(file, { path, needs, identities }));
    try {
      const header = await parts.header();
      const settings = header.settings === null ? null : await parts.whole(header.settings);
      const secrets = readSecrets(await parts.whole(header.secrets));
      await write(parts.piecesOf(header.state), folder);
      await parts.end();
      return { madeAt: header.madeAt, isPractice: header.isPractice, settings, secrets };
    } catch (error) {
      if (error instanceof NotABackup) throw reason('BackupUnreadable', { path, problem: error.message });
      throw error;
    }
  });
}

async function withFile<Value>(path: string, work: (file: FileHandle) => Promise<Value>): Promise<Value> {
  // Non-blocking: opening a pipe without a writer would wait forever.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = await orFileReason('FileUnreadable', path, () => open(path, flags));
  try {
    const found = await file.stat();
    try {
      refuseOthers(found);
    } catch (error) {
      throw fileReason('FileUnreadable', path, error);
    }
    return await work(file);
  } finally {
    await file.close();
  }
}

async function lockIn(file: FileHandle, path: string): Promise<BackupLock['kind']> {
  const start = Buffer.alloc(longestHeader);
  const { bytesRead } = await orFileReason('FileUnreadable', path, () => file.read(start, 0, start.length, 0));
  const text = start.subarray(0, bytesRead).toString('latin1');
  if (!text.startsWith(ageStart)) throw reason('BackupUnreadable', { path, problem: backupProblems.notAge });
  if (!text.includes('\n--- ')) throw reason('BackupUnreadable', { path, problem: backupProblems.header });
  return text.startsWith('-> scrypt ', ageStart.length) ? 'passphrase' : 'keys';
}

async function identitiesOf(key: BackupKey): Promise<readonly (string | Identity)[]> {
  return key.kind === 'identity' ? identitiesIn(key.path) : [agePassphrase(key.passphrase, usualWorkFactor)];
}

interface Decrypting {
  readonly path: string;
  readonly needs: BackupLock['kind'];
  readonly identities: readonly (string | Identity)[];
}

/** @throws BackupLocked, BackupUnreadable */
async function* decrypted(file: FileHandle, { path, needs, identities }: Decrypting) {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    const content = Readable.toWeb(file.createReadStream({ start: 0, autoClose: false }));
    for await (const chunk of await decrypter.decrypt(content as ReadableStream<Uint8Array>)) yield chunk;
  } catch (error) {
    if (error instanceof KeyNotDerived || isKeyturnError(error)) throw error;
    if (systemCode(error) !== null) throw fileReason('FileUnreadable', path, error);
    if (error instanceof Error && /^no identity matched/.test(error.message))
      throw reason('BackupLocked', { path, needs, isWrong: true });
    throw reason('BackupUnreadable', { path, problem: backupProblems.changed }, { cause: error });
  }
}

/** @throws NotABackup */
function readSecrets(content: Buffer): readonly StoredPair[] {
  const lines = content.toString('utf8').split('\n');
  content.fill(0);
  if (lines.pop() !== '') throw new NotABackup(backupProblems.incomplete);
  return lines.map((line) => {
    const pair = readStoredPair(line);
    if (pair === null) throw new NotABackup(backupProblems.incomplete);
    return pair;
  });
}

async function write(pieces: AsyncIterable<Uint8Array>, folder: string): Promise<void> {
  const path = join(folder, 'state.db');
  const handle = await orFileReason('HomeNotWritable', path, () => open(path, 'wx', 0o600));
  try {
    for await (const piece of pieces) await orFileReason('HomeNotWritable', path, () => handle.writeFile(piece));
    await orFileReason('HomeNotWritable', path, () => handle.sync());
  } finally {
    await handle.close();
  }
}
