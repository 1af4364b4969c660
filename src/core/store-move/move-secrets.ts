import { orNothing } from '../acts/damaged-entry.ts';
import { knownKeys } from '../model/known-keys.ts';
import { sealKeys } from '../model/seal.ts';
import type { StoreReference, WatchedApp } from '../model/watched-app.ts';
import type { SecretStore, State, StoredPair, StoreEntry } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { channelSecrets } from '../reminders/channel-route.ts';
import { withAllLeases } from './all-leases.ts';
import { copyEntry } from './copy-entry.ts';
import { closeOpenMoves, noteMove } from './note-move.ts';
import { OldStore, type Unreadable } from './old-store.ts';
import { withoutSetup } from './without-setup.ts';

export interface MoveRequest {
  readonly state: State;
  /** null if the old store was never created. */
  readonly from: SecretStore | null;
  readonly to: SecretStore;
  /** Names of channel secrets in the settings. */
  readonly channelNames: readonly string[];
  /** The store of channel secrets that the state doesn't know. */
  readonly chosen: StoreReference['kind'] | null;
}

export interface Moved {
  readonly apps: readonly { readonly org: string; readonly app: string; readonly consumerKeys: readonly string[] }[];
  readonly channelSecrets: readonly string[];
  /** The key of the audit trail's seals was moved. */
  readonly sealKey: boolean;
  /** Moved entries that the state doesn't name, such as credentials of an app that is no longer watched. */
  readonly others: number;
  /** Apps whose credentials are in neither store. Nothing of them was changed. */
  readonly missing: readonly WatchedApp[];
  /** Entries for which the new store has a different secret that counts. They stay in the old store. */
  readonly differing: readonly StoreEntry[];
  /** Entries in the old store that this folder of keyturn doesn't own, or that a setup uses. */
  readonly strangers: number;
  /** Entries that were copied and stay in the keychain, because another folder of keyturn uses them, or may use them. */
  readonly kept: number;
  /** Entries that can't be read. They stay in the old store, and so does all of an app whose known credentials are among them. */
  readonly unreadable: readonly Unreadable[];
  /** Entries in both stores, because they couldn't be removed from the old one. */
  readonly stuck: { readonly count: number; readonly first: KeyturnError } | null;
}

/**
 * Moves all secrets that the state names, and all others of this folder, from one store to the other. Each is written, read back and compared. Only then the
 * state is updated, and only then the old entry is removed. The state always names a store that has the secret, so an
 * interrupted move continues when called again. Another folder of keyturn may have staged credentials of the same app in the same
 * keychain, and its entry may be the only copy: only what this folder has saved is removed.
 * @throws AnotherAtWork, PairNotSaved and what the stores throw
 */
export function moveSecrets(request: MoveRequest): Promise<Moved> {
  return withAllLeases(request.state, async (apps) => {
    const { state, from } = request;
    await closeOpenMoves(state);
    const move = new Move(request, await OldStore.look(from));
    for (const group of Map.groupBy(apps, ({ orgId, app }) => `${orgId} ${app}`).values()) await move.app(group);
    await move.channels();
    await move.sealKey();
    await move.rest();
    return move.end;
  });
}

/** A move and its results. */
class Move {
  readonly #request: MoveRequest;
  readonly #old: OldStore;
  readonly #apps: Moved['apps'][number][] = [];
  readonly #channels: string[] = [];
  readonly #missing: WatchedApp[] = [];
  readonly #differing: StoreEntry[] = [];
  readonly #failures: KeyturnError[] = [];
  #sealKey = false;
  readonly #handled = new Set<string>();
  #kept = 0;
  #others = 0;

  constructor(request: MoveRequest, old: OldStore) {
    this.#request = request;
    this.#old = old;
  }

  get end(): Moved {
    const [first] = this.#failures;
    return {
      apps: this.#apps,
      channelSecrets: this.#channels,
      sealKey: this.#sealKey,
      others: this.#others,
      missing: this.#missing,
      differing: this.#differing,
      strangers: this.#old.entries.filter((entry) => !this.#isHandled(entry)).length,
      kept: this.#kept,
      unreadable: this.#old.unreadable,
      stuck: first ? { count: this.#failures.length, first } : null,
    };
  }

  /** Moves all credentials of an app together, across its OAuth consumers. */
  async app(consumers: readonly WatchedApp[]): Promise<void> {
    const { state, to, from } = this.#request;
    const [one] = consumers;
    if (!one) return;
    const isUnreadable = await this.#hasUnreadable(consumers);
    const pairs = await this.#pairsOf(one);
    const elsewhere = consumers.filter(({ store }) => store !== null && store.kind !== to.kind);
    if (pairs.length + elsewhere.length === 0) return;
    for (const pair of pairs) this.#handle(pair);
    // A run needs all credentials of its app in one store.
    if (isUnreadable) return;
    const missing = await this.#missingOf(elsewhere, pairs);
    this.#missing.push(...missing);
    if (missing.length > 0) return;
    const note = await noteMove(state, { app: one, pairs: pairs.length, from: from?.kind ?? null, to: to.kind });
    const usual = elsewhere.length > 0 ? (from?.kind ?? null) : to.kind;
    const placeOf = ({ consumerKey }: StoredPair) =>
      consumers.find((watched) => watched.consumerKey === consumerKey)?.store?.kind ?? usual;
    const copied = await this.#copy(pairs, placeOf);
    for (const watched of consumers) await this.#sayMoved(watched, copied);
    const ours = await this.#ownKeys(consumers);
    await this.#forget(copied, ({ consumerKey }) => ours.has(consumerKey));
    await note();
    const { org, app } = one;
    this.#apps.push({ org, app, consumerKeys: copied.map(({ consumerKey }) => consumerKey) });
  }

  async channels(): Promise<void> {
    const { state, channelNames, chosen } = this.#request;
    const places = new Map((await state.channelSecrets.list()).map(({ name, store }) => [name, store]));
    for (const name of new Set([...places.keys(), ...channelNames])) {
      const pair = await this.#old.read({ orgId: channelSecrets, consumerKey: name });
      if (!pair) continue;
      await this.#channel(pair, places.get(name) ?? chosen);
    }
  }

  async #channel(pair: StoredPair, place: StoreReference['kind'] | null): Promise<void> {
    const { state, to } = this.#request;
    this.#handle(pair);
    const copied = await this.#copy([pair], () => place);
    if (copied.length === 0) return;
    await state.channelSecrets.save(pair.consumerKey, to.kind);
    await this.#forget(copied, () => true);
    this.#channels.push(pair.consumerKey);
  }

  /** The key of the audit trail's seals. */
  async sealKey(): Promise<void> {
    const { state, to } = this.#request;
    const { chain, store: place, key } = await state.seals.place();
    const pair = await this.#old.read({ orgId: sealKeys, consumerKey: chain });
    if (!pair) return;
    this.#handle(pair);
    const copied = await this.#copy([pair], () => place);
    if (copied.length === 0) return;
    if (key !== null) await state.seals.savePlace(to.kind, key);
    await this.#forget(copied, () => true);
    this.#sealKey = true;
  }

  /**
   * What the state doesn't name, such as a channel secret whose place couldn't be recorded, the key of an earlier trail, or the
   * credentials of an app that is no longer watched. If the new store has a different secret, both stay. Those of a setup that runs or
   * is unfinished stay, too: it goes on with them in the store that it began with.
   */
  async rest(): Promise<void> {
    const { from, to } = this.#request;
    for (const entry of this.#old.entries.filter((one) => !this.#isHandled(one))) {
      const { orgId, consumerKey } = entry;
      const pair = (await from?.owns(orgId, consumerKey)) ? await this.#old.read(entry) : null;
      if (!pair) continue;
      if (orgId === channelSecrets) await this.#channel(pair, to.kind);
      else await withoutSetup(this.#request.state, pair, () => this.#other(pair));
    }
  }

  async #other(pair: StoredPair): Promise<void> {
    this.#handle(pair);
    const copied = await this.#copy([pair], () => this.#request.to.kind);
    await this.#forget(copied, () => true);
    this.#others += copied.length;
  }

  #handle({ orgId, consumerKey }: StoreEntry): void {
    this.#handled.add(`${orgId} ${consumerKey}`);
  }

  #isHandled({ orgId, consumerKey }: StoreEntry): boolean {
    return this.#handled.has(`${orgId} ${consumerKey}`);
  }

  /** A missing entry may reappear in the store that the state names, so nothing of that app is changed. */
  async #missingOf(consumers: readonly WatchedApp[], pairs: readonly StoredPair[]): Promise<readonly WatchedApp[]> {
    const missing: WatchedApp[] = [];
    for (const watched of consumers) {
      const { orgId, consumerKey } = watched;
      const isThere = pairs.some((pair) => pair.consumerKey === consumerKey);
      if (!isThere && (await this.#request.to.get(orgId, consumerKey).catch(orNothing)) === null) missing.push(watched);
    }
    return missing;
  }

  /** All entries saved for an app, from any run: each entry names its app. */
  async #pairsOf({ orgId, app }: WatchedApp): Promise<readonly StoredPair[]> {
    const found: StoredPair[] = [];
    for (const entry of this.#old.entries.filter((one) => one.orgId === orgId)) {
      const pair = await this.#old.read(entry);
      if (pair?.app === app) found.push(pair);
    }
    return found;
  }

  /** Whether credentials that the state names for an app can't be read in the old store. */
  async #hasUnreadable(consumers: readonly WatchedApp[]): Promise<boolean> {
    const found: boolean[] = [];
    for (const watched of consumers.filter(({ store }) => store?.kind !== this.#request.to.kind)) {
      const newest = await this.#request.state.rotations.latest(watched.orgId, watched.consumerId);
      found.push(await this.#old.hasUnreadable(watched, knownKeys(watched, newest)));
    }
    return found.includes(true);
  }

  async #copy(
    pairs: readonly StoredPair[],
    placeOf: (pair: StoredPair) => StoreReference['kind'] | null,
  ): Promise<readonly StoredPair[]> {
    const copied: StoredPair[] = [];
    for (const pair of pairs) {
      if (await copyEntry(this.#request.to, pair, placeOf(pair))) copied.push(pair);
      else this.#differing.push({ orgId: pair.orgId, consumerKey: pair.consumerKey });
    }
    return copied;
  }

  async #sayMoved(watched: WatchedApp, copied: readonly StoredPair[]): Promise<void> {
    const { state, to } = this.#request;
    const { orgId, consumerKey, store } = watched;
    const isSaid = store === null ? !copied.some((pair) => pair.consumerKey === consumerKey) : store.kind === to.kind;
    if (isSaid) return;
    await state.apps.save({ ...watched, store: { kind: to.kind, reference: to.reference(orgId, consumerKey) } });
  }

  /** Consumer keys that the state names, or that the audit trail says this folder has saved. */
  async #ownKeys(consumers: readonly WatchedApp[]): Promise<ReadonlySet<string>> {
    const { rotations, journal } = this.#request.state;
    const own = new Set<string>();
    for (const watched of consumers) {
      const { orgId, app, consumerId } = watched;
      for (const key of knownKeys(watched, await rotations.latest(orgId, consumerId))) own.add(key);
      for (const { action, detail } of await journal.list({ orgId, app })) {
        const isSaved = action === 'stage' || action === 'save-pair';
        if (isSaved && typeof detail.consumerKey === 'string') own.add(detail.consumerKey);
      }
    }
    return own;
  }

  async #forget(pairs: readonly StoredPair[], isOurs: (pair: StoredPair) => boolean): Promise<void> {
    const { from } = this.#request;
    for (const pair of pairs) {
      try {
        const isGone =
          from?.kind !== 'keychain' || isOurs(pair) ? await from?.remove(pair.orgId, pair.consumerKey) : false;
        if (isGone === false) this.#kept += 1;
      } catch (error) {
        if (!isKeyturnError(error)) throw error;
        this.#failures.push(error);
      }
    }
  }
}
