import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Secret } from '../../model/secret.ts';
import type { StoreReference } from '../../model/watched-app.ts';
import { isGarbled } from '../../plain/encoding.ts';
import { once } from '../../plain/once.ts';
import { plainText } from '../../plain/text.ts';
import type { SecretStore, SecretStores, StoreOffer } from '../../ports/ports.ts';
import { isKeyturnError, reason } from '../../reasons/errors.ts';
import { newPassphraseProblems, newPassphraseWords } from '../../words/new-passphrase.ts';
import { keychainName, storeProblems } from '../../words/store-problems.ts';
import { type AgeFolder, ageFolder, isNewAgeFolder, orphanedPairs } from './age-folder.ts';
import { createKeychainStore, keychainService } from './keychain.ts';
import { createKeychainClient, type KeychainClient, type KeychainClientInit } from './keychain-client.ts';
import { findPassphrase, hasPassphraseSource } from './passphrase-source.ts';
import { permittedStore } from './permitted-store.ts';
import {
  practicePassphraseRule,
  rememberedPassphrase,
  rememberPassphrase,
  remembersPassphrase,
} from './practice-passphrase.ts';

type Kind = StoreReference['kind'];

export interface SecretStoresInit {
  /** The folder that contains `secrets/`. A separate one in practice mode. */
  readonly folder: string;
  readonly isPractice: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The value of `--store`. */
  readonly flag?: string | undefined;
  /** The setting `store`. */
  readonly setting?: Kind | null;
  /** Whether the keychain may ask a person to unlock it. */
  readonly isInteractive: boolean;
  /** Whether a passphrase file is used if others can write to a folder above it. */
  readonly toleratesModes?: boolean | undefined;
  /** Gets a warning to show to the person. */
  readonly warn?: (text: string) => void;
  /** Replaces the keychain's helper program and deadlines. */
  readonly keychain?: Pick<KeychainClientInit, 'program' | 'deadlinesMs'>;
  /** Base-2 logarithm of the scrypt work factor for a new passphrase. */
  readonly workFactor?: number;
}

/** The stores of this computer. `close` stops the keychain's helper process, which otherwise stops with this process. */
export function createSecretStores(init: SecretStoresInit): SecretStores & { close(): void } {
  const folder = ageFolder(init.folder);
  const service = keychainService(init.isPractice);
  const client = createKeychainClient({ env: init.env, isInteractive: init.isInteractive, ...init.keychain });
  const passphraseRule = once(async () => {
    if (init.isPractice) return practicePassphraseRule();
    return (await import('./passphrase-rule.ts')).realPassphraseRule();
  });
  const file = fileOpener({ ...init, folder, passphraseRule });
  return {
    offers: async () => [
      await keychainOffer(client, service),
      fileOffer(folder, hasPassphraseSource(init.env) || (init.isPractice && remembersPassphrase(folder))),
    ],
    isNew: (kind) => kind === 'file' && orphanedPairs(folder) === 0 && isNewAgeFolder(folder),
    passphraseRule,
    chosen: () => chosenKind(init),
    open: async (kind, passphrase) => {
      if (kind === 'file') return file.open(passphrase ?? null);
      await client.probe(service);
      return permittedStore(createKeychainStore(client, service, homeName(init.folder)));
    },
    changePassphrase: file.changePassphrase,
    close: () => client.close(),
  };
}

/** Names the folder in the keychain's entries, which other folders of this user share. */
function homeName(folder: string): string {
  const path = resolve(folder);
  let real = path;
  try {
    real = realpathSync(path);
  } catch {
    // It doesn't exist yet.
  }
  return createHash('sha256').update(real).digest('hex').slice(0, 16);
}

/** Flag, then variable, then setting. An unknown value is an error and never ignored. */
function chosenKind({ flag, env, setting }: SecretStoresInit): Kind | null {
  const fromEnv = env.KEYTURN_STORE;
  if (flag !== undefined) return kindOf(flag, '--store');
  return fromEnv ? kindOf(fromEnv, 'KEYTURN_STORE') : (setting ?? null);
}

function kindOf(text: string, origin: string): Kind {
  if (text === 'keychain' || text === 'file') return text;
  throw reason('UsageInvalid', { problem: storeProblems.noKind(origin, plainText(text, 40)) });
}

async function keychainOffer(client: KeychainClient, service: string): Promise<StoreOffer> {
  const found = await client.check(service);
  const problem = found && { problem: found.problem, cure: found.cure };
  const place = `${keychainName(process.platform)}, service ${service}`;
  return { kind: 'keychain', problem, hasPassphrase: false, isNew: false, place };
}

function fileOffer(folder: AgeFolder, hasPassphrase: boolean): StoreOffer {
  const offer = { kind: 'file', hasPassphrase, place: folder.path } as const;
  const orphans = orphanedPairs(folder);
  if (orphans === 0) return { ...offer, isNew: isNewAgeFolder(folder), problem: null };
  const problem = storeProblems.lost(folder.identity, orphans);
  return { ...offer, isNew: false, problem: { problem, cure: storeProblems.restore(folder.path) } };
}

interface FileInit extends Omit<SecretStoresInit, 'folder'> {
  readonly folder: AgeFolder;
  readonly passphraseRule: SecretStores['passphraseRule'];
}

/** Unlocks once per process. If a passphrase is given again, it must be the same one. */
function fileOpener(init: FileInit) {
  let unlocked: { readonly passphrase: Secret; readonly store: Promise<SecretStore> } | null = null;
  const open = async (given: Secret | null): Promise<SecretStore> => {
    if (unlocked && (given === null || given.equals(unlocked.passphrase))) return unlocked.store;
    const passphrase = given ?? (await passphraseFor(init));
    if (passphrase === null || passphrase.reveal() === '') throw reason('PassphraseMissing', {});
    // Callers share one attempt to unlock. A failed attempt is forgotten.
    if (!unlocked?.passphrase.equals(passphrase)) {
      const store = unlockStore(init, passphrase, given !== null);
      unlocked = { passphrase, store };
      store.catch(() => {
        if (unlocked?.store === store) unlocked = null;
      });
    }
    return unlocked.store;
  };
  const changePassphrase = async (next: Secret): Promise<string> => {
    const { folder, isPractice, workFactor } = init;
    if (isPractice && remembersPassphrase(folder)) throw reason('UsageInvalid', { problem: storeProblems.madeUp });
    await open(null);
    if (!unlocked) throw reason('PassphraseMissing', {});
    const { passphrase, store } = unlocked;
    if (next.equals(passphrase)) throw reason('PassphraseWeak', { problem: newPassphraseProblems.same, file: null });
    const identity = await import('./age-identity.ts');
    await identity.changePassphrase({ folder, passphrase, next, workFactor });
    unlocked = { passphrase: next, store };
    return folder.identity;
  };
  return { open, changePassphrase };
}

async function passphraseFor({ env, isPractice, folder, toleratesModes, warn }: FileInit): Promise<Secret | null> {
  const tolerate = toleratesModes ? (warn ?? (() => undefined)) : null;
  // A passphrase that the practice org remembers opens its file. The one in a file may be meant for another folder.
  if (isPractice && remembersPassphrase(folder)) return rememberedPassphrase(folder);
  return findPassphrase(env, { tolerate });
}

/** Loaded on demand: users of the keychain don't need it. */
async function unlockStore(init: FileInit, passphrase: Secret, isTyped: boolean): Promise<SecretStore> {
  const { folder, workFactor } = init;
  const [{ openAgeIdentity }, { createAgeStore }] = await Promise.all([
    import('./age-identity.ts'),
    import('./age-file.ts'),
  ]);
  const isNew = isNewAgeFolder(folder) && orphanedPairs(folder) === 0;
  if (isNew) {
    await refuseWeak(init, passphrase, isTyped);
    const isMadeUp = init.isPractice && (await init.passphraseRule()).madeUp?.equals(passphrase);
    if (isMadeUp) await rememberPassphrase(folder, passphrase);
  }
  const identity = await openAgeIdentity({ folder, passphrase, workFactor }).catch((error: unknown) => {
    const file = isTyped ? undefined : init.env.KEYTURN_PASSPHRASE_FILE;
    if (!file || !isKeyturnError(error) || error.code !== 'PassphraseWrong') throw error;
    throw reason('PassphraseWrong', { path: folder.identity, passphraseFile: file });
  });
  return permittedStore(createAgeStore(folder, identity));
}

/**
 * Without a person, a weak passphrase from a file has only a warning in this release: a script that worked so far still works.
 * @throws PassphraseWeak
 */
async function refuseWeak(init: FileInit, passphrase: Secret, isTyped: boolean): Promise<void> {
  const isWrong = isGarbled(passphrase.reveal());
  if (init.isPractice && !isWrong) return;
  const problem = (await init.passphraseRule()).check(passphrase.reveal());
  if (problem === null) return;
  const file = (!isTyped && init.env.KEYTURN_PASSPHRASE_FILE) || null;
  if (isTyped || init.isInteractive || isWrong) throw reason('PassphraseWeak', { problem, file });
  init.warn?.(newPassphraseWords.accepted(problem));
}
