import type { Pair } from '../model/app.ts';
import type { Secret } from '../model/secret.ts';
import type { StoreOffer } from '../model/store-offer.ts';
import type { StoreReference } from '../model/watched-app.ts';

export type * from '../model/store-offer.ts';

export interface StoredPair extends Pair {
  readonly orgId: string;
  readonly app: string;
  readonly savedAt: number;
}

/**
 * Where pairs are kept, by org and consumer key, each with an entry of its own.
 * `put` resolves only after the entry was read back and found equal; it replaces an entry of the same key.
 */
export interface SecretStore {
  readonly kind: StoreReference['kind'];
  /** Where a person finds the entry. */
  reference(orgId: string, consumerKey: string): string;
  /** @throws PairNotSaved, KeychainUnavailable */
  put(pair: StoredPair): Promise<void>;
  /** @throws KeychainUnavailable, StoreDamaged, PassphraseWrong */
  get(orgId: string, consumerKey: string): Promise<StoredPair | null>;
  remove(orgId: string, consumerKey: string): Promise<void>;
  /** Consumer keys that have an entry, without telling the secrets. */
  keys(orgId: string): Promise<readonly string[]>;
  /** Everything that has an entry, also what others have put there. */
  entries(): Promise<readonly StoreEntry[]>;
}

export interface StoreEntry {
  readonly orgId: string;
  readonly consumerKey: string;
}

/** The stores of this computer. Nothing falls back silently: a store is used only when it was chosen. */
export interface SecretStores {
  /** What can be chosen here; the keychain is tried with a canary that is written, read back and removed. */
  offers(): Promise<readonly StoreOffer[]>;
  /** Whether a store has to be made before anything can be in it; touches nothing. */
  isNew(kind: StoreReference['kind']): boolean;
  /** The store named by `--store`, `KEYTURN_STORE` or the settings; null when nobody chose one. */
  chosen(): StoreReference['kind'] | null;
  /**
   * Opens a store; the file's passphrase comes from the argument, `KEYTURN_PASSPHRASE_FILE` or a systemd credential.
   * @throws KeychainUnavailable, PassphraseMissing, PassphraseWrong, PassphraseFileUnsafe, StoreDamaged
   */
  open(kind: StoreReference['kind'], passphrase?: Secret): Promise<SecretStore>;
}
