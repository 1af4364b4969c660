import { goneFinding } from '../model/gone.ts';
import type { Rotation } from '../model/rotation.ts';
import type { SeenPair } from '../model/seen-pairs.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';

/** Credentials of an OAuth consumer, from the state alone. Instants are epoch ms. */
export interface KnownPair {
  readonly consumerKey: string;
  readonly fingerprint: string | null;
  readonly state: 'primary' | 'staged' | 'previous';
  readonly createdAt: number | null;
  readonly expiresAt: number | null;
}

export interface KnownPairs {
  readonly primary: KnownPair;
  readonly staged: KnownPair | null;
  readonly previous: KnownPair | null;
}

/**
 * The credentials of a watched app: what a check saw in the staging slot after its last run, else what the run left there. Those in
 * the slot may be others' own.
 */
export function knownPairs(
  watched: WatchedApp,
  rotation: Rotation | null,
  fingerprints: ReadonlyMap<string, string> = new Map(),
): KnownPairs {
  const recorded = recordedPairs(watched, rotation, fingerprints);
  if (watched.decommission?.slotEmptyAt != null) return { ...recorded, staged: null, previous: null };
  const slot = watched.seenPairs?.slot;
  if (
    !slot ||
    goneFinding(watched) ||
    slot.some(({ consumerKey, state }) => consumerKey === null || state === 'unknown')
  )
    return recorded;
  const held = (states: readonly SeenPair['state'][], state: KnownPair['state']) => {
    const found = slot.find((one) => states.includes(one.state));
    if (!found?.consumerKey) return null;
    const { consumerKey, createdAt, expiresAt } = found;
    const fingerprint = fingerprints.get(consumerKey) ?? null;
    // By the record, nothing says when previous credentials were made.
    return { consumerKey, fingerprint, state, createdAt: state === 'staged' ? createdAt : null, expiresAt };
  };
  return { ...recorded, staged: held(['Active', 'Expired'], 'staged'), previous: held(['Rotated'], 'previous') };
}

/** The credentials that keyturn's own records name. */
export function recordedPairs(
  watched: WatchedApp,
  rotation: Rotation | null,
  fingerprints: ReadonlyMap<string, string> = new Map(),
): KnownPairs {
  const pair = (consumerKey: string, known: Pick<KnownPair, 'state' | 'createdAt' | 'expiresAt'>): KnownPair => ({
    consumerKey,
    fingerprint: fingerprints.get(consumerKey) ?? null,
    ...known,
  });
  const primary = pair(watched.consumerKey, { state: 'primary', createdAt: watched.issuedAt, expiresAt: null });
  const alone = { primary, staged: null, previous: null };
  if (!rotation || rotation.outcome !== null || rotation.endedAt !== null || goneFinding(watched)) return alone;
  const { kind, stays, ends, rotatedAt, staged, overlapEndsAt } = rotation;
  if (rotatedAt !== null && ends !== watched.consumerKey) {
    return { ...alone, previous: pair(ends, { state: 'previous', createdAt: null, expiresAt: overlapEndsAt }) };
  }
  const key = kind === 'discard' ? ends : stays;
  if (key === null || kind === 'back') return alone;
  const { createdAt = null, expiresAt = null } = staged ?? {};
  return { ...alone, staged: pair(key, { state: 'staged', createdAt, expiresAt }) };
}

/** Fingerprints of the stored credentials, by consumer key. */
export async function fingerprintsOf(
  state: State,
  get: (consumerKey: string) => Promise<{ readonly consumerSecret: Parameters<State['fingerprint']>[0] } | null>,
  keys: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const key of keys) {
    const pair = key === null ? null : await get(key);
    if (key !== null && pair) found.set(key, await state.fingerprint(pair.consumerSecret));
  }
  return found;
}
