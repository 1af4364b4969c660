import type { StoreReference, WatchedApp } from '../model/watched-app.ts';
import type { SecretStore, State, StoredPair, StoreEntry } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { channelSecrets } from '../reminders/channel-route.ts';
import { withAllLeases } from './all-leases.ts';
import { copyEntry } from './copy-entry.ts';
import { closeOpenMoves, noteMove } from './note-move.ts';

export interface MoveRequest {
  readonly state: State;
  /** null where the old place was never made. */
  readonly from: SecretStore | null;
  readonly to: SecretStore;
  /** Names of channels' secrets that the settings use. */
  readonly channelNames: readonly string[];
  /** Where a channel's secret is looked for of which the state says nothing. */
  readonly chosen: StoreReference['kind'] | null;
}

export interface Moved {
  readonly apps: readonly { readonly org: string; readonly app: string; readonly consumerKeys: readonly string[] }[];
  readonly channelSecrets: readonly string[];
  /** Apps whose pair is in neither place; nothing of them was touched. */
  readonly missing: readonly WatchedApp[];
  /** Of which the new place holds another secret that counts; they are left in the old one. */
  readonly differing: readonly StoreEntry[];
  /** Still in the old place, and not ours to take away. */
  readonly strangers: number;
  /** In both places, because they could not be taken out of the old one. */
  readonly stuck: { readonly count: number; readonly first: KeyturnError } | null;
}

/**
 * Moves every secret that the state knows from one store to the other. Each is written there, read back and compared; only then
 * the state says so, and only then the old entry is taken away. Ended anywhere, it goes on when it is called again: at every
 * moment a secret can be read from where the state says that it is.
 * @throws AnotherAtWork, PairNotSaved and what the stores throw
 */
export function moveSecrets(request: MoveRequest): Promise<Moved> {
  return withAllLeases(request.state, async (apps) => {
    const { state, from } = request;
    await closeOpenMoves(state);
    const move = new Move(request, from ? await from.entries() : []);
    for (const group of Map.groupBy(apps, ({ orgId, app }) => `${orgId} ${app}`).values()) await move.app(group);
    await move.channels();
    return move.end;
  });
}

/** One move under way, and what came of it. */
class Move {
  readonly #request: MoveRequest;
  readonly #entries: readonly StoreEntry[];
  readonly #apps: Moved['apps'][number][] = [];
  readonly #channels: string[] = [];
  readonly #missing: WatchedApp[] = [];
  readonly #differing: StoreEntry[] = [];
  readonly #failures: KeyturnError[] = [];
  #handled = 0;

  constructor(request: MoveRequest, entries: readonly StoreEntry[]) {
    this.#request = request;
    this.#entries = entries;
  }

  get end(): Moved {
    const [first] = this.#failures;
    return {
      apps: this.#apps,
      channelSecrets: this.#channels,
      missing: this.#missing,
      differing: this.#differing,
      strangers: this.#entries.length - this.#handled,
      stuck: first ? { count: this.#failures.length, first } : null,
    };
  }

  /** All pairs of one app, of all of its consumers, change their place together. */
  async app(consumers: readonly WatchedApp[]): Promise<void> {
    const { state, to, from } = this.#request;
    const [one] = consumers;
    if (!one) return;
    const pairs = await this.#pairsOf(one);
    const elsewhere = consumers.filter(({ store }) => store !== null && store.kind !== to.kind);
    if (pairs.length + elsewhere.length === 0) return;
    this.#handled += pairs.length;
    const missing = await this.#missingOf(elsewhere, pairs);
    this.#missing.push(...missing);
    if (missing.length > 0) return;
    const note = await noteMove(state, { app: one, pairs: pairs.length, from: from?.kind ?? null, to: to.kind });
    const usual = elsewhere.length > 0 ? (from?.kind ?? null) : to.kind;
    const placeOf = ({ consumerKey }: StoredPair) =>
      consumers.find((watched) => watched.consumerKey === consumerKey)?.store?.kind ?? usual;
    const copied = await this.#copy(pairs, placeOf);
    for (const watched of consumers) await this.#sayMoved(watched, copied);
    await this.#forget(copied);
    await note();
    const { org, app } = one;
    this.#apps.push({ org, app, consumerKeys: copied.map(({ consumerKey }) => consumerKey) });
  }

  async channels(): Promise<void> {
    const { state, from, channelNames, chosen } = this.#request;
    const places = new Map((await state.channelSecrets.list()).map(({ name, store }) => [name, store]));
    for (const name of new Set([...places.keys(), ...channelNames])) {
      const pair = (await from?.get(channelSecrets, name)) ?? null;
      if (!pair) continue;
      this.#handled += 1;
      await this.#channel(pair, places.get(name) ?? chosen);
    }
  }

  async #channel(pair: StoredPair, place: StoreReference['kind'] | null): Promise<void> {
    const { state, to } = this.#request;
    const copied = await this.#copy([pair], () => place);
    if (copied.length === 0) return;
    await state.channelSecrets.save(pair.consumerKey, to.kind);
    await this.#forget(copied);
    this.#channels.push(pair.consumerKey);
  }

  /** What can't be found may come back where the state says that it is: nothing of that app is touched. */
  async #missingOf(consumers: readonly WatchedApp[], pairs: readonly StoredPair[]): Promise<readonly WatchedApp[]> {
    const missing: WatchedApp[] = [];
    for (const watched of consumers) {
      const { orgId, consumerKey } = watched;
      const isThere = pairs.some((pair) => pair.consumerKey === consumerKey);
      if (!isThere && (await this.#request.to.get(orgId, consumerKey)) === null) missing.push(watched);
    }
    return missing;
  }

  /** Whichever run they are of: what was saved for an app says so itself. */
  async #pairsOf({ orgId, app }: WatchedApp): Promise<readonly StoredPair[]> {
    const found: StoredPair[] = [];
    for (const entry of this.#entries.filter((one) => one.orgId === orgId)) {
      const pair = await this.#request.from?.get(orgId, entry.consumerKey);
      if (pair?.app === app) found.push(pair);
    }
    return found;
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

  async #forget(pairs: readonly StoredPair[]): Promise<void> {
    for (const { orgId, consumerKey } of pairs) {
      try {
        await this.#request.from?.remove(orgId, consumerKey);
      } catch (error) {
        if (!isKeyturnError(error)) throw error;
        this.#failures.push(error);
      }
    }
  }
}
