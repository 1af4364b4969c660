import { orNothing } from '../acts/damaged-entry.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { SecretStore, StoredPair, StoreEntry } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';

/** An entry of the old store that can't be read. What it holds is known only if the state names it. */
export interface Unreadable {
  readonly error: KeyturnError;
  /** null for credentials of no watched app, and for other secrets. */
  readonly watched: WatchedApp | null;
  readonly consumerKey: string | null;
}

/** What is in the store that secrets are moved out of. */
export class OldStore {
  /** Those that can be read, and in a keychain those that may be. */
  readonly entries: readonly StoreEntry[];
  readonly #store: SecretStore | null;
  readonly #damaged: readonly KeyturnError[];
  /** By the error's message, which names the place: a file doesn't say what its unreadable entries are. */
  readonly #unreadable = new Map<string, Unreadable>();

  private constructor(store: SecretStore | null, entries: readonly StoreEntry[], damaged: readonly KeyturnError[]) {
    this.#store = store;
    this.entries = entries;
    this.#damaged = damaged;
  }

  /** @param store null if it was never created */
  static async look(store: SecretStore | null): Promise<OldStore> {
    const damaged: KeyturnError[] = [];
    return new OldStore(store, (await store?.entries((error) => void damaged.push(error))) ?? [], damaged);
  }

  /** Entries that can't be read, whether the state names them or not. */
  get unreadable(): readonly Unreadable[] {
    const unnamed = this.#damaged.filter(({ message }) => !this.#unreadable.has(message));
    return [...this.#unreadable.values(), ...unnamed.map((error) => ({ error, watched: null, consumerKey: null }))];
  }

  /** null also for an entry that can't be read. It is noted, unless it is another folder's. @throws KeychainUnavailable */
  async read({ orgId, consumerKey }: StoreEntry, watched: WatchedApp | null = null): Promise<StoredPair | null> {
    try {
      return (await this.#store?.get(orgId, consumerKey)) ?? null;
    } catch (error) {
      const nothing = orNothing(error);
      const isOurs = this.#store?.kind === 'file' || watched !== null;
      if (isOurs && isKeyturnError(error) && !this.#unreadable.has(error.message))
        this.#unreadable.set(error.message, { error, watched, consumerKey });
      return nothing;
    }
  }

  /** Whether one of these entries of an app can't be read. */
  async hasUnreadable(watched: WatchedApp, consumerKeys: readonly string[]): Promise<boolean> {
    const before = this.#unreadable.size;
    for (const consumerKey of consumerKeys) await this.read({ orgId: watched.orgId, consumerKey }, watched);
    return this.#unreadable.size > before;
  }
}
