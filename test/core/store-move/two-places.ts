import { Secret } from '../../../src/core/model/secret.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import type { SecretStore, State, StoredPair } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { channelSecrets } from '../../../src/core/reminders/channel-route.ts';
import { type Moved, moveSecrets } from '../../../src/core/store-move/move-secrets.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { watchedApp } from '../watch/watched-apps.ts';

export type Kind = SecretStore['kind'];

export class Killed extends Error {}

const clock = new FakeClock(1_800_000_000_000);

/** A keychain and a file that outlive processes, and the state that says where what is. */
export class TwoPlaces {
  readonly memory = new MemoryState();
  readonly entries = { keychain: new Map<string, StoredPair>(), file: new Map<string, StoredPair>() };
  /** Called at every boundary of an effect. */
  onBoundary: () => Promise<void> = async () => undefined;
  boundaries = 0;
  /** Entries that can't be read. */
  readonly damaged = new Set<string>();
  /** Entries that say themselves that this folder uses them. */
  readonly owned = new Set<string>();

  /** As nobody disturbs it. */
  readonly state = this.memory.open(clock);

  async watch(
    app: string,
    place: Kind | null,
    { keys = [`${app}-primary`], consumer = app } = {},
  ): Promise<WatchedApp> {
    const [consumerKey = ''] = keys;
    const store = place && { kind: place, reference: `${place} ${consumerKey}` };
    const watched = watchedApp({ app, consumerId: `888-${consumer}`, consumerKey, store });
    await this.state.apps.save(watched);
    for (const key of keys) if (place) await this.save(place, key, watched);
    return watched;
  }

  /** As keyturn saves credentials: the audit trail says so. */
  async save(place: Kind, consumerKey: string, { orgId, org, app }: WatchedApp): Promise<void> {
    const entry = { orgId, org, app, intent: consumerKey, action: 'save-pair', detail: { consumerKey } } as const;
    await this.state.journal.append({ ...entry, event: 'intended' });
    await this.state.journal.append({ ...entry, event: 'done' });
    this.put(place, consumerKey, app);
  }

  put(place: Kind, consumerKey: string, app: string, secret = `CANARY-${consumerKey}`): void {
    const orgId = app === channelSecrets ? channelSecrets : watchedApp({}).orgId;
    const pair = { orgId, app, consumerKey, consumerSecret: new Secret(secret), savedAt: clock.now() };
    this.entries[place].set(`${orgId}/${consumerKey}`, pair);
  }

  /** What a reader gets who looks where the state says. */
  async read(orgId: string, consumerKey: string, place: Kind | null): Promise<string | null> {
    return place && (this.entries[place].get(`${orgId}/${consumerKey}`)?.consumerSecret.reveal() ?? null);
  }

  keysIn(place: Kind): readonly string[] {
    return [...this.entries[place].values()].map(({ consumerKey }) => consumerKey).sort();
  }

  /** Moves in a process of its own, which dies at the n-th boundary. */
  move(
    to: Kind,
    { killAt = 0, channelNames = [] as string[], refuse = '', state = this.memory.open(clock) } = {},
  ): Promise<Moved> {
    this.boundaries = 0;
    let isDead = false;
    const boundary = async () => {
      if (isDead) throw new Killed();
      this.boundaries += 1;
      await this.onBoundary();
      if (this.boundaries !== killAt) return;
      isDead = true;
      throw new Killed();
    };
    const effect = async <Value>(act: () => Promise<Value>): Promise<Value> => {
      await boundary();
      const value = await act();
      await boundary();
      return value;
    };
    const from: Kind = to === 'file' ? 'keychain' : 'file';
    return moveSecrets({
      state: guarded(state, effect),
      from: this.#store(from, effect, refuse),
      to: this.#store(to, effect, refuse),
      channelNames,
      chosen: null,
    });
  }

  #store(kind: Kind, effect: Effect, refuse: string): SecretStore {
    const entries = this.entries[kind];
    const act = (what: string, work: () => void) =>
      effect(async () => {
        if (`${what} ${kind}` === refuse) throw refusal();
        work();
      });
    return {
      kind,
      reference: (_orgId, consumerKey) => `${kind} ${consumerKey}`,
      claim: async () => undefined,
      owns: async (orgId, consumerKey) => this.owned.has(`${orgId}/${consumerKey}`),
      put: (pair) => act('put', () => void entries.set(`${pair.orgId}/${pair.consumerKey}`, pair)),
      get: async (orgId, consumerKey) => {
        const place = `${kind} ${orgId}/${consumerKey}`;
        if (this.damaged.has(place)) throw reason('StoreDamaged', { path: place, problem: 'cut off', folder: null });
        return entries.get(`${orgId}/${consumerKey}`) ?? null;
      },
      remove: (orgId, consumerKey) =>
        act('remove', () => void entries.delete(`${orgId}/${consumerKey}`)).then(() => true),
      keys: async () => [],
      entries: async (onDamaged) => {
        const isDamaged = ({ orgId, consumerKey }: StoredPair) => this.damaged.has(`${kind} ${orgId}/${consumerKey}`);
        for (const { orgId, consumerKey } of [...entries.values()].filter(isDamaged)) {
          const path = `${kind} ${orgId}/${consumerKey}`;
          const error = reason('StoreDamaged', { path, problem: 'cut off', folder: null });
          if (!onDamaged) throw error;
          onDamaged(error);
        }
        return [...entries.values()].filter((one) => !isDamaged(one));
      },
    };
  }
}

type Effect = <Value>(act: () => Promise<Value>) => Promise<Value>;

function refusal() {
  return reason('KeychainUnavailable', { problem: 'it is locked', cure: 'Unlock it.' });
}

function guarded(state: State, effect: Effect): State {
  const { apps, journal, channelSecrets: places } = state;
  return {
    ...state,
    apps: { ...apps, save: (app) => effect(() => apps.save(app)) },
    journal: { ...journal, append: (entry) => effect(() => journal.append(entry)) },
    channelSecrets: { ...places, save: (name, place) => effect(() => places.save(name, place)) },
  };
}
