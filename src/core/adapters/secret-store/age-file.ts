import { createHmac } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { orNothing } from '../../acts/damaged-entry.ts';
import { sealKeys } from '../../model/seal.ts';
import type { SecretStore, StoredPair } from '../../ports/ports.ts';
import { isKeyturnError, reason } from '../../reasons/errors.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { storeProblems } from '../../words/store-problems.ts';
import { keepBeside, syncFolder, writeDurably } from '../durable-file.ts';
import { fileProblem, orFileReason, systemCode } from '../file-problem.ts';
import { isLink, readOwnFile } from '../own-files.ts';
import { type AgeFolder, notReadable, pairFile } from './age-folder.ts';
import { type AgeIdentity, damaged } from './age-identity.ts';
import { isSamePair, readStoredPair, writeStoredPair } from './stored-pair.ts';

/** Stores each pair in its own file, encrypted to the identity. The standard `age` tool can open them. */
export function createAgeStore(
  folder: AgeFolder,
  identity: AgeIdentity,
  decrypt: Open = decryptWith(identity),
): SecretStore {
  const pathOf = (orgId: string, consumerKey: string): string => join(folder.pairs, pairFile({ orgId, consumerKey }));
  const { open, forget } = rememberOpened(decrypt);
  const read = async (path: string): Promise<StoredPair | null> => {
    const content = await readIfThere(path);
    if (content === null) forget(path);
    return content && open(path, content);
  };
  const get: SecretStore['get'] = async (orgId, consumerKey) => {
    const path = pathOf(orgId, consumerKey);
    const pair = await read(path);
    if (pair && (pair.orgId !== orgId || pair.consumerKey !== consumerKey))
      throw damaged(path, storeProblems.anotherPair);
    return pair;
  };
  const entries: SecretStore['entries'] = async (onDamaged) => {
    const names = (await readdir(folder.pairs)).filter((name) => name.endsWith('.age'));
    const readOr = (path: string) =>
      read(path).catch((error: unknown) => {
        const nothing = orNothing(error);
        if (!onDamaged || !isKeyturnError(error)) throw error;
        onDamaged(error);
        return nothing;
      });
    // File names reveal nothing on purpose, so each file is read. One may be removed in the meantime.
    const pairs = await Promise.all(names.sort().map((name) => readOr(join(folder.pairs, name))));
    return pairs.flatMap((pair) => (pair ? [{ orgId: pair.orgId, consumerKey: pair.consumerKey }] : []));
  };
  return {
    kind: 'file',
    reference: pathOf,
    put: async (pair) => {
      const path = pathOf(pair.orgId, pair.consumerKey);
      const isReadable = await get(pair.orgId, pair.consumerKey).then(
        () => true,
        () => false,
      );
      await put(path, pair, { identity, open, isReadable });
    },
    get,
    // No other folder of keyturn has this one's files.
    claim: async () => undefined,
    owns: async (orgId, consumerKey) => (await read(pathOf(orgId, consumerKey))) !== null,
    remove: async (orgId, consumerKey) => {
      forget(pathOf(orgId, consumerKey));
      await orFileReason('HomeNotWritable', folder.pairs, () => rm(pathOf(orgId, consumerKey), { force: true }));
      await syncFolder(folder.pairs);
      return true;
    },
    keys: async (orgId) => (await entries()).filter((one) => one.orgId === orgId).map(({ consumerKey }) => consumerKey),
    entries,
  };
}

interface Putting {
  readonly identity: AgeIdentity;
  readonly open: Open;
  /** Whether there is no entry, or one that can be read. */
  readonly isReadable: boolean;
}

async function put(path: string, pair: StoredPair, { identity, open, isReadable }: Putting): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(identity.recipient);
  const text = writeStoredPair(pair);
  const content = await encrypter.encrypt(pair.orgId === sealKeys ? stamped(text, identity) : text);
  const verify = async (written: Buffer): Promise<void> => {
    const readBack = await open(path, written).catch(() => null);
    if (!readBack || !isSamePair(pair, readBack)) throw notSaved(path, fileProblems.readBack);
  };
  try {
    // What can't be read now may be the only copy of a secret. A disk, a permission or the right identity may come back.
    if (!isReadable) await keepBeside(path);
    await writeDurably({ path, content, verify });
  } catch (error) {
    if (isKeyturnError(error)) throw error;
    throw notSaved(path, fileProblem(error), error);
  }
}

type Open = (path: string, content: Buffer) => Promise<StoredPair>;

/** Reads the file every time, but decrypts it only if its content has changed. */
function rememberOpened(decrypt: Open): { readonly open: Open; forget(path: string): void } {
  const opened = new Map<string, { readonly content: Buffer; readonly pair: StoredPair }>();
  return {
    open: async (path, content) => {
      const before = opened.get(path);
      if (before?.content.equals(content)) return before.pair;
      opened.delete(path);
      const pair = await decrypt(path, content);
      opened.set(path, { content, pair });
      return pair;
    },
    forget: (path) => void opened.delete(path),
  };
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    // Anybody can encrypt to this store.
    return await readOwnFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT' && !isLink(path)) return null;
    throw isKeyturnError(error) ? error : notReadable(path, error, null);
  }
}

function decryptWith(identity: AgeIdentity): Open {
  return async (path, content) => {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity.identity.reveal());
    const text = await decrypter.decrypt(content, 'text').catch((error: unknown) => {
      throw damaged(path, storeProblems.changed, error);
    });
    const pair = readStoredPair(text);
    if (!pair) throw damaged(path, storeProblems.noPair);
    if (pair.orgId === sealKeys && stamped(writeStoredPair(pair), identity) !== text)
      throw damaged(path, storeProblems.notMadeHere);
    return pair;
  };
}

/**
 * The text of an entry with proof that its writer had the identity. Encrypting needs only the public key, which is in the same
 * folder: without proof, who can write there could replace the key of the audit trail's seals by one that he knows.
 */
function stamped(text: string, { identity }: AgeIdentity): string {
  const key = createHmac('sha256', identity.reveal()).update('keyturn entry').digest();
  const stamp = createHmac('sha256', key).update(text).digest('hex');
  return JSON.stringify({ ...JSON.parse(text), stamp });
}

function notSaved(path: string, problem: string, cause?: unknown) {
  return reason('PairNotSaved', { store: path, problem }, { cause });
}
