import type { State } from '../ports.ts';
import { graceEndsAt, mayDelete } from '../rotation/policies.ts';
import type { RunEnd } from '../rotation/run.ts';
import { dayOf } from '../rotation/slot-reasons.ts';
import { phaseOf, type Rotation, type RotationPhase, unconfirmed } from '../rotation/state.ts';
import type { WatchedApp } from '../watch/watched-app.ts';

/** One pair of a consumer as far as it is known without asking the org. Instants are epoch ms. */
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

/** What is known of a consumer's pairs from its watch and its last run. */
export function knownPairs(
  watched: WatchedApp,
  rotation: Rotation | null,
  fingerprints: ReadonlyMap<string, string> = new Map(),
): KnownPairs {
  const pair = (
    consumerKey: string,
    state: KnownPair['state'],
    times: { createdAt: number | null; expiresAt: number | null },
  ) => ({
    consumerKey,
    fingerprint: fingerprints.get(consumerKey) ?? null,
    state,
    ...times,
  });
  const primary = pair(watched.consumerKey, 'primary', { createdAt: watched.issuedAt, expiresAt: null });
  if (!rotation || rotation.outcome !== null || rotation.endedAt !== null)
    return { primary, staged: null, previous: null };
  const { kind, stays, ends, rotatedAt, staged, overlapEndsAt } = rotation;
  if (rotatedAt !== null && ends !== watched.consumerKey) {
    return { primary, staged: null, previous: pair(ends, 'previous', { createdAt: null, expiresAt: overlapEndsAt }) };
  }
  const key = kind === 'discard' ? ends : stays;
  if (key === null || kind === 'back') return { primary, staged: null, previous: null };
  const times = { createdAt: staged?.createdAt ?? null, expiresAt: staged?.expiresAt ?? null };
  return { primary, staged: pair(key, 'staged', times), previous: null };
}

/** Keyed fingerprints of those pairs that the store holds. */
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

/** What a person does next, in words; null when nothing. */
export function nextStepOf(rotation: Rotation, watched: WatchedApp): string | null {
  const { app } = rotation;
  const phase: RotationPhase = phaseOf(rotation);
  switch (phase) {
    case 'grace': {
      const until = graceEndsAt(rotation) ?? rotation.startedAt;
      const end = `The previous pair lives on until ${dayOf(until)}`;
      if (mayDelete(rotation, watched.policy.automation))
        return `${end}; \`keyturn resume ${app}\` or the daemon ends it then.`;
      const names = unconfirmed(rotation);
      const who = names.length > 0 ? ` ${names.join(', ')} must confirm first.` : '';
      return `${end}; then end it with \`keyturn retire ${app} --confirm ${app}\`.${who}`;
    }
    case 'proved':
    case 'saved':
      return rotation.kind === 'stage'
        ? `\`keyturn rotate ${app}\` hands the staged pair over and makes it primary.`
        : `\`keyturn resume ${app}\` goes on from here.`;
    case 'done':
    case 'discarded':
    case 'replaced':
      return null;
    case 'lost':
      return `\`keyturn rotate ${app}\` begins anew.`;
    default:
      return `\`keyturn resume ${app}\` goes on from here.`;
  }
}

export type { RunEnd };
