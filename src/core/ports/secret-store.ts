import type { Pair } from '../model/app.ts';
import type { Secret } from '../model/secret.ts';
import type { PassphraseRule, StoreOffer } from '../model/store-offer.ts';
import type { StoreReference } from '../model/watched-app.ts';
import type { KeyturnError } from '../reasons/errors.ts';

export type * from '../model/store-offer.ts';

export interface StoredPair extends Pair {
  readonly orgId: string;
  readonly app: string;
  readonly savedAt: number;
}

/**
 * Keeps credentials, one entry for each org and consumer key. `put` resolves only after the entry was read back and
 * compared. It replaces an entry with the same key. An entry of a file that can't be read is kept beside it, under another name.
 */
export interface SecretStore {
  readonly kind: StoreReference['kind'];
  /** Where a person finds the entry. */
  reference(orgId: string, consumerKey: string): string;
  /** @throws PairNotSaved, KeychainUnavailable */
  put(pair: StoredPair): Promise<void>;
  /** @throws KeychainUnavailable, StoreDamaged, PassphraseWrong */
  get(orgId: string, consumerKey: string): Promise<StoredPair | null>;
  /**
   * Notes that this folder of keyturn uses an existing entry. All folders of a user share one keychain, and `remove` leaves
   * an entry that another folder uses.
   */
  claim(orgId: string, consumerKey: string): Promise<void>;
  /** Whether this folder of keyturn has saved the entry, or has noted that it uses it. */
  owns(orgId: string, consumerKey: string): Promise<boolean>;
  /** @returns false if the entry stays, because another folder of keyturn uses it */
  remove(orgId: string, consumerKey: string): Promise<boolean>;
  /** Consumer keys that have an entry. */
  keys(orgId: string): Promise<readonly string[]>;
  /**
   * All entries, including those that others made.
   * @param onDamaged gets the error of each entry that can't be read; without it, the first one is thrown
   * @throws KeychainUnavailable, StoreDamaged
   */
  entries(onDamaged?: (error: KeyturnError) => void): Promise<readonly StoreEntry[]>;
}

export interface StoreEntry {
  readonly orgId: string;
  readonly consumerKey: string;
}

/** The secret stores of this computer. A store is used only if it was chosen; there is no silent fallback. */
export interface SecretStores {
  /** The stores to choose from. The keychain is tested with an entry that is written, read back and removed. */
  offers(): Promise<readonly StoreOffer[]>;
  /** Whether a store must be created first. Changes nothing. */
  isNew(kind: StoreReference['kind']): boolean;
  /** The rule for the passphrase of a new file, wherever it comes from. Slow to load, so only for a new file. */
  passphraseRule(): Promise<PassphraseRule>;
  /** The store from `--store`, `KEYTURN_STORE` or the settings; null if none was chosen. */
  chosen(): StoreReference['kind'] | null;
  /**
   * Opens a store. The file's passphrase comes from the argument, `KEYTURN_PASSPHRASE_FILE` or a systemd credential.
   * @throws KeychainUnavailable, PassphraseMissing, PassphraseWeak, PassphraseWrong, PassphraseFileUnsafe, StoreDamaged
   */
  open(kind: StoreReference['kind'], passphrase?: Secret): Promise<SecretStore>;
  /**
   * Gives the file a new passphrase, in one step. The present one is that of `open`. The entries stay as they are.
   * @returns the file that has the passphrase
   * @throws PassphraseWeak if it is the present one, UsageInvalid in practice if keyturn made up the present one, and what `open` throws
   */
  changePassphrase(next: Secret): Promise<string>;
}
