import { type SealedTrail, sealTrail } from '../core/acts/seal-trail.ts';
import { outsideError } from '../core/plain/outside-text.ts';
import type { Clock, Log, SecretStore, SecretStores, State } from '../core/ports/ports.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';
import { sealWords } from '../core/words/trail-seal.ts';

export interface TrailSealing {
  /** Notes every store that is opened. */
  stores<Opened extends SecretStores>(stores: Opened): Opened;
  state(state: State): void;
  /** What came of sealing with the stores that `open` opens; null if none of them has the key. Shows no warning. */
  after(open: () => Promise<unknown>): Promise<SealedTrail | null>;
  /** Resolves once each opened store says how far the trail was sealed. */
  settled(): Promise<void>;
}

interface Surroundings {
  readonly clock: () => Promise<Clock>;
  readonly log: Log;
  readonly warn: (text: string) => void;
  /** Runs work that the process waits for at its end. */
  readonly inBackground: (work: () => Promise<void>) => Promise<void>;
}

/**
 * Seals the audit trail with whatever store a command opens anyway, as soon as the state is open, too. Nothing waits for it, and
 * no command fails because of it.
 */
export function createTrailSealing({ clock, log, warn, inBackground }: Surroundings): TrailSealing {
  const opened = new Set<SecretStore>();
  const begun = new Map<SecretStore, Promise<SealedTrail | null>>();
  let state: State | null = null;
  let isAsked = false;
  const seal = async (store: SecretStore, known: State): Promise<SealedTrail | null> => {
    try {
      const sealed = await sealTrail(store, { state: known, clock: await clock() });
      if (sealed.fault && !isAsked) warn(sealWords.warning(sealed.fault));
      return sealed;
    } catch (error) {
      log.debug('trail-seal.failed', { problem: isKeyturnError(error) ? error.message : outsideError(error) });
      return null;
    }
  };
  const begin = () => {
    const known = state;
    if (known === null) return;
    for (const store of opened) {
      if (begun.has(store)) continue;
      const work = seal(store, known);
      begun.set(store, work);
      void inBackground(async () => void (await work));
    }
  };
  return {
    stores: (stores) => ({
      ...stores,
      open: async (kind, passphrase) => {
        const store = await stores.open(kind, passphrase);
        opened.add(store);
        begin();
        return store;
      },
    }),
    state: (known) => {
      state = known;
      begin();
    },
    settled: async () => void (await Promise.all(begun.values())),
    after: async (open) => {
      isAsked = true;
      await open();
      const results = await Promise.all(begun.values());
      return results.find((one) => one !== null && (one.key !== null || one.fault !== null)) ?? null;
    },
  };
}
