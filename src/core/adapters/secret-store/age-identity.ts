import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { Secret } from '../../model/secret.ts';
import { isKeyturnError, reason } from '../../reasons/errors.ts';
import { storeProblems } from '../../words/store-problems.ts';
import { removeLeftovers, writeDurably } from '../durable-file.ts';
import { fileReason, orFileReason, systemCode } from '../file-problem.ts';
import { privateFolder } from '../home.ts';
import { ownFileProblem, readOwnFile, refuseForeign } from '../own-files.ts';
import { type AgeFolder, isNewAgeFolder, notReadable, orphanedPairs } from './age-folder.ts';
import { type AgePassphrase, agePassphrase, KeyNotDerived, usualWorkFactor } from './age-passphrase.ts';

/** The key that decrypts the stored pairs. Only in memory. */
export interface AgeIdentity {
  readonly identity: Secret;
  /** `age1…`. Always computed from the identity, never read from disk. */
  readonly recipient: string;
}

/**
 * Opens the identity with the passphrase, or creates one if there is none. Never replaces an existing identity.
 * @throws FileNotYours, PassphraseWrong, StoreDamaged, HomeNotWritable
 */
export async function openAgeIdentity(init: {
  readonly folder: AgeFolder;
  readonly passphrase: Secret;
  /** Base-2 logarithm of the scrypt work factor of a new identity. An existing one has its own. */
  readonly workFactor?: number | undefined;
}): Promise<AgeIdentity> {
  const { folder } = init;
  await refuseForeign([folder.path, folder.pairs, folder.recipient]);
  privateFolder(folder.path);
  privateFolder(folder.pairs);
  const lock = agePassphrase(init.passphrase, init.workFactor ?? usualWorkFactor);
  try {
    await removeLeftovers(folder.path);
    await removeLeftovers(folder.pairs);
    if (isNewAgeFolder(folder)) await makeIdentity(folder, lock);
    const opened = await unlock(folder, lock);
    await checkRecipient(folder, opened.recipient);
    return opened;
  } catch (error) {
    if (systemCode(error) === null) throw error;
    throw fileReason('HomeNotWritable', folder.path, error);
  }
}

/**
 * Locks the identity with another passphrase. The file has the old lock until the new one was written and opened again: it is
 * replaced in one step.
 * @throws PassphraseWrong, StoreDamaged, HomeNotWritable
 */
export async function changePassphrase(init: {
  readonly folder: AgeFolder;
  readonly passphrase: Secret;
  readonly next: Secret;
  readonly workFactor?: number | undefined;
}): Promise<void> {
  const { folder, workFactor = usualWorkFactor } = init;
  const { identity, recipient } = await unlock(folder, agePassphrase(init.passphrase, workFactor));
  const lock = agePassphrase(init.next, workFactor);
  const content = await lockedBy(lock, identity.reveal(), recipient);
  await orFileReason('HomeNotWritable', folder.path, () =>
    writeDurably({ path: folder.identity, content, verify: opensTo(identity.reveal(), lock) }),
  );
}

async function lockedBy(lock: AgePassphrase, identity: string, recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(lock);
  return encrypter.encrypt(`# public key: ${recipient}\n${identity}\n`);
}

function opensTo(identity: string, lock: AgePassphrase) {
  return async (written: Uint8Array): Promise<void> => {
    if ((await decryptIdentity(written, lock)) !== identity) throw new Error('the identity reads back differently');
  };
}

async function makeIdentity(folder: AgeFolder, lock: AgePassphrase): Promise<void> {
  const orphans = orphanedPairs(folder);
  if (orphans > 0) throw unusable(folder, folder.identity, storeProblems.lost('it', orphans));
  const identity = await generateX25519Identity();
  const content = await lockedBy(lock, identity, await identityToRecipient(identity));
  try {
    await writeDurably({ path: folder.identity, content, isNew: true, verify: opensTo(identity, lock) });
  } catch (error) {
    // Another process was faster. Its identity counts and must open with this passphrase.
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}

async function unlock(folder: AgeFolder, lock: AgePassphrase): Promise<AgeIdentity> {
  const content = await readOwnFile(folder.identity).catch((error: unknown) => {
    throw isKeyturnError(error) ? error : notReadable(folder.identity, error, folder);
  });
  try {
    const identity = await decryptIdentity(content, lock);
    return { identity: new Secret(identity), recipient: await identityToRecipient(identity) };
  } catch (error) {
    if (!(error instanceof Error) || error instanceof KeyNotDerived) throw error;
    const isWrong = !lock.hasMatched() && /^no identity matched/.test(error.message);
    if (isWrong) throw reason('PassphraseWrong', { path: folder.identity });
    throw unusable(folder, folder.identity, storeProblems.noIdentity, error);
  }
}

async function decryptIdentity(content: Uint8Array, lock: AgePassphrase): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(lock);
  const text = await decrypter.decrypt(content, 'text');
  const identity = text.split('\n').find((line) => line.startsWith('AGE-SECRET-KEY-1'));
  if (identity === undefined) throw new Error('there is no identity in it');
  return identity.trim();
}

/** The recipient file is for the standard `age` tool. If it belongs to a different identity, somebody else put it there. */
async function checkRecipient(folder: AgeFolder, recipient: string): Promise<void> {
  const written = await readOwnFile(folder.recipient).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    if (isKeyturnError(error)) throw error;
    const { problem, isNoFile } = ownFileProblem(folder.recipient, error);
    if (!isNoFile) throw fileReason('HomeNotWritable', folder.path, error);
    const detail = { path: folder.recipient, problem, folder: folder.path, isUnread: true, instead: 'remade' } as const;
    throw reason('StoreDamaged', detail, { cause: error });
  });
  if (written === null) await writeDurably({ path: folder.recipient, content: `${recipient}\n` });
  else if (written.toString().trim() !== recipient) {
    throw unusable(folder, folder.recipient, storeProblems.otherIdentity);
  }
}

/** One entry can't be read. The others can, and it can be written again. */
export function damaged(path: string, problem: string, cause?: unknown) {
  return reason('StoreDamaged', { path, problem, folder: null }, { cause });
}

/** No entry can be read or written. */
function unusable(folder: AgeFolder, path: string, problem: string, cause?: unknown) {
  return reason('StoreDamaged', { path, problem, folder: folder.path }, { cause });
}
