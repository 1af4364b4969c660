import { ownPrimaries } from '../model/known-keys.ts';
import type { Observation } from '../model/observation.ts';
import { isOurPrimary, type Rotation } from '../model/rotation.ts';
import { seenPairs } from '../model/seen-pairs.ts';
import { authorName } from '../model/slot.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { DriftFacts } from '../words/drift.ts';
import { overByLook, withFindings, withoutFindings } from './over.ts';

interface Looking {
  /** The unfinished run; null if there is none. Its record already has what the look shows of it. */
  readonly run: Rotation | null;
  readonly seen: Observation;
}

/**
 * The app after a look at its credentials that a command took. What the last check found may be over, and what others have done
 * since counts as found. The same object if the look says nothing new.
 */
export function afterLook(given: WatchedApp, { run, seen }: Looking): WatchedApp {
  const watched = withoutFindings(given, overByLook(given, seen));
  const { at, primaryKey, slot, isSlotUnread } = seen;
  const isKnown = [watched.consumerKey, ...ownPrimaries(run)].includes(primaryKey);
  const isOurs = primaryKey === watched.consumerKey || (run !== null && isOurPrimary(run, primaryKey));
  const stranger = run === null ? strangerIn(watched, seen) : null;
  const found = [
    ...(isKnown ? [] : [{ kind: 'pair-changed-outside', key: primaryKey, before: watched.consumerKey } as const]),
    ...(stranger ? [stranger] : []),
  ];
  const told = withFindings(watched, found, at);
  const { seenPairs: before, ...rest } = told;
  // What the run did, it knows better from here on.
  // Credentials in the slot that no run has put there.
  const isLeft = run === null && slot !== null && isSlotUnread !== true;
  if (isOurs && !stranger && !isLeft) return before ? rest : told;
  return { ...told, seenPairs: seenPairs(before, { at, primaryKey, slot: isSlotUnread ? null : slot ? [slot] : [] }) };
}

function strangerIn({ store }: WatchedApp, { slot, stored }: Observation): DriftFacts | null {
  const key = slot?.state === 'Active' ? slot.consumerKey : null;
  if (!slot || key === null || store === null || stored.has(key)) return null;
  return { kind: 'staged-outside', key, author: authorName(slot) };
}
