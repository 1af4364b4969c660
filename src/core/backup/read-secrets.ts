import { orNothing } from '../acts/damaged-entry.ts';
import type { StoreReference } from '../model/watched-app.ts';
import type { SecretStore, StoredPair } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import type { NamedEntry } from './named-entries.ts';

type Kind = StoreReference['kind'];

/** Opens a store that the state names. null if the state doesn't need it now, and there is none. */
export type OpenNamedStore = (kind: Kind, isNeeded: boolean) => Promise<SecretStore | null>;

export interface ReadSecrets {
  readonly pairs: readonly StoredPair[];
  /** What the state says is in a store, and isn't. */
  readonly missing: readonly NamedEntry[];
  /** Entries that can't be read, also those that the state no longer needs. */
  readonly damaged: readonly NamedEntry[];
  /** Entries that can't be read and that the state doesn't name. */
  readonly unreadable: readonly KeyturnError[];
  /** Stores that may have more of this folder, and that don't open. */
  readonly unopened: readonly { readonly kind: Kind; readonly error: KeyturnError }[];
}

/**
 * The secrets that a state names, and all others that this folder has saved: a setup or a staging saves credentials before the state
 * names them.
 * @throws what the stores throw that the state needs
 */
export async function readSecrets(entries: readonly NamedEntry[], openStore: OpenNamedStore): Promise<ReadSecrets> {
  const { stores, unopened } = await open(entries, openStore);
  const found = new Map<string, StoredPair>();
  const missing: NamedEntry[] = [];
  const damaged: NamedEntry[] = [];
  const known = new Set<string>();
  for (const entry of entries) {
    const { orgId, consumerKey, kind, isNeeded } = entry;
    let pair: StoredPair | null = null;
    let isDamaged = false;
    // A secret that the state only says it saved once may be in any of the stores that it uses.
    for (const store of stores) {
      if (pair || (kind !== null && kind !== store.kind)) continue;
      pair = await store.get(orgId, consumerKey).catch((error: unknown) => {
        isDamaged = true;
        if (isKeyturnError(error)) known.add(error.message);
        return orNothing(error);
      });
    }
    if (pair) found.set(placeOf(entry), pair);
    else {
      if (isNeeded) missing.push(entry);
      if (isDamaged) damaged.push(entry);
    }
  }
  const unreadable: KeyturnError[] = [];
  const note = (error: KeyturnError) => {
    if (!known.has(error.message)) unreadable.push(error);
  };
  for (const store of stores) {
    for (const pair of await ownPairs(store, note)) {
      if (!found.has(placeOf(pair))) found.set(placeOf(pair), pair);
    }
  }
  // Another store than the one that the state names may have it, such as after a move that was interrupted.
  const lacking = (some: readonly NamedEntry[]) => some.filter((entry) => !found.has(placeOf(entry)));
  return {
    pairs: [...found.values()],
    missing: lacking(missing),
    damaged: lacking(damaged),
    unreadable,
    unopened,
  };
}

/** Only a store that the state needs now must open. */
async function open(entries: readonly NamedEntry[], openStore: OpenNamedStore) {
  const kindsOf = (some: readonly NamedEntry[]) => new Set(some.flatMap(({ kind }) => kind ?? []));
  const needed = kindsOf(entries.filter(({ isNeeded }) => isNeeded));
  const stores: SecretStore[] = [];
  const unopened: { kind: Kind; error: KeyturnError }[] = [];
  for (const kind of new Set([...needed, ...kindsOf(entries)])) {
    try {
      const store = await openStore(kind, needed.has(kind));
      if (store) stores.push(store);
    } catch (error) {
      if (needed.has(kind) || !isKeyturnError(error) || error.exitCode === 130) throw error;
      unopened.push({ kind, error });
    }
  }
  return { stores, unopened };
}

/** A keychain also has entries of other folders. */
async function ownPairs(store: SecretStore, onDamaged: (error: KeyturnError) => void): Promise<readonly StoredPair[]> {
  const pairs: StoredPair[] = [];
  for (const { orgId, consumerKey } of await store.entries(onDamaged)) {
    try {
      const pair = (await store.owns(orgId, consumerKey)) ? await store.get(orgId, consumerKey) : null;
      if (pair) pairs.push(pair);
    } catch (error) {
      orNothing(error);
      if (isKeyturnError(error)) onDamaged(error);
    }
  }
  return pairs;
}

function placeOf({ orgId, consumerKey }: { readonly orgId: string; readonly consumerKey: string }): string {
  return `${orgId} ${consumerKey}`;
}
