import { previousExpiredAt, stagedExpiredAt } from '../model/expired.ts';
import type { Observation } from '../model/observation.ts';
import { endsNothing, type Rotation } from '../model/rotation.ts';
import { isReplaced, type SeenPairs } from '../model/seen-pairs.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { RotationEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { reconcile } from './reconcile.ts';

/** What a look adds to a record. The rest is up to the run itself. */
const told: ReadonlySet<RotationEvent['type']> = new Set([
  'rotated',
  'ended',
  'overlap-seen',
  'slot-seen',
  'still-there',
]);

/**
 * A run as people must see it: its record, with what a check found in the org since. A run that others have made impossible has
 * stopped, as it would at its next step. Changes nothing that is stored.
 */
export function asSeen(watched: Pick<WatchedApp, 'seenPairs' | 'lastCheck'>, rotation: Rotation): Rotation;
export function asSeen(
  watched: Pick<WatchedApp, 'seenPairs' | 'lastCheck'>,
  rotation: Rotation | null,
): Rotation | null;
export function asSeen(
  { seenPairs: seen, lastCheck }: Pick<WatchedApp, 'seenPairs' | 'lastCheck'>,
  rotation: Rotation | null,
): Rotation | null {
  const isLeftAlone = !rotation || rotation.finishedAt !== null || rotation.emergency || endsNothing(rotation);
  if (!seen || isLeftAlone) return rotation;
  // What has expired is gone, and the record itself says so.
  const isExpired = (previousExpiredAt(rotation, seen.since) ?? stagedExpiredAt(rotation, seen.since)) !== null;
  const events = isExpired ? [] : reconcile(rotation, observationOf(seen, rotation));
  const next = events.filter(({ type }) => told.has(type)).reduce(evolve, rotation);
  const stopped = (code: string) => ({ stop: next.stop ?? { code, at: seen.since }, retry: null });
  if (events.some(({ type }) => type === 'finished')) return { ...next, staged: null, ...stopped('StagedPairGone') };
  if (!isReplaced(seen, next)) return next;
  // The finding of the check says it, with what to do.
  const isFound = lastCheck?.drift.some(({ kind }) => kind === 'pair-changed-outside') === true;
  return { ...withoutGone(next, seen), ...(isFound ? {} : stopped('PrimaryChangedOutside')) };
}

function observationOf({ since, primaryKey, slot }: SeenPairs, { stays, ends }: Rotation): Observation {
  const [held = null, another] = slot ?? [];
  const isUnread = slot === null || another !== undefined;
  return {
    at: since,
    primaryKey,
    slot: isUnread ? null : held && { ...held, createdBy: null },
    stored: new Set([ends, ...(stays === null ? [] : [stays])]),
    ...(isUnread ? { isSlotUnread: true as const } : {}),
  };
}

/** The credentials that the run would delete may be gone already. */
function withoutGone(rotation: Rotation, { since, primaryKey, slot }: SeenPairs): Rotation {
  const { ends, rotatedAt } = rotation;
  const isThere = slot === null || primaryKey === ends || slot.some(({ consumerKey }) => consumerKey === ends);
  return isThere || rotatedAt === null ? rotation : { ...rotation, endedAt: since };
}
