import type { Observation } from '../model/observation.ts';
import { mayBeDeployed, type Rotation } from '../model/rotation.ts';
import { holderOf } from '../model/slot.ts';
import type { RotationEvent } from './events.ts';
import { overlapMs } from './salesforce-times.ts';

/** What a look at the org adds to the record of a run: after a crash, a lost answer, or a change by other people. */
export function reconcile(rotation: Rotation, seen: Observation): readonly RotationEvent[] {
  if (rotation.finishedAt !== null) return [];
  return rotation.kind === 'discard' ? reconcileDiscard(rotation, seen) : reconcileRotation(rotation, seen);
}

function reconcileDiscard(
  { ends, endedAt }: Rotation,
  { primaryKey, slot, at, isSlotUnread }: Observation,
): readonly RotationEvent[] {
  if (isSlotUnread) return [];
  if (slot?.consumerKey === ends) return endedAt === null ? [] : [{ type: 'still-there' }];
  return endedAt !== null || primaryKey === ends ? [] : [{ type: 'ended', at }];
}

function reconcileRotation(rotation: Rotation, seen: Observation): readonly RotationEvent[] {
  const { stays, ends, rotatedAt, endedAt, savedAt } = rotation;
  const { primaryKey, slot, at, stored, isSlotUnread } = seen;
  if (stays === null) return foundReplaced(rotation, seen) ?? foundStaged(rotation, seen);
  const events: RotationEvent[] = [];
  if (savedAt !== null && !stored.has(stays)) events.push({ type: 'unsaved' });
  const isRotated = rotatedAt !== null || primaryKey === stays;
  if (!isRotated) return [...events, ...seenBefore(rotation, seen)];
  if (primaryKey !== stays) return events;
  if (rotatedAt === null) events.push({ type: 'rotated', at });
  if (slot?.consumerKey === ends) {
    if (endedAt !== null) events.push({ type: 'still-there' });
    events.push({ type: 'overlap-seen', until: slot.expiresAt ?? (rotatedAt ?? at) + overlapMs });
  } else if (endedAt === null && !isSlotUnread && (slot === null || slot.consumerKey !== null)) {
    events.push({ type: 'ended', at });
  }
  return events;
}

/** Before the promotion, the new credentials are in the slot, or they are gone. A slot without a key says neither. */
function seenBefore(
  { kind, stays, ends, deleteIntendedAt }: Rotation,
  { slot, primaryKey, at, isSlotUnread }: Observation,
): readonly RotationEvent[] {
  if (isSlotUnread) return [];
  // If others promoted our credentials and switched back, the slot holds them as previous ones: they can't be promoted.
  const states = [kind === 'back' ? 'Rotated' : 'Active', 'unknown'];
  if (slot?.consumerKey === stays && states.includes(slot.state)) return [{ type: 'slot-seen', slot: slotOf(slot) }];
  if (primaryKey !== ends || slot?.consumerKey === null) return [];
  // An emergency stages new ones at once, whoever deleted these.
  if (kind === 'emergency' || (slot === null && deleteIntendedAt !== null)) return [{ type: 'dropped' }];
  return [{ type: 'finished', outcome: 'lost', at }];
}

/** Our deploy made new credentials, but its answer was lost. */
function foundReplaced(rotation: Rotation, { primaryKey, at }: Observation): readonly RotationEvent[] | null {
  const isOurs = mayBeDeployed(rotation) && primaryKey !== rotation.ends;
  return isOurs ? [{ type: 'replaced', consumerKey: primaryKey, at }] : null;
}

/** The credentials in the slot match our own `stage`, whose answer was lost. */
function foundStaged(rotation: Rotation, { slot, stored }: Observation): readonly RotationEvent[] {
  const { stageIntendedAt, personId } = rotation;
  if (stageIntendedAt === null || slot === null || slot.consumerKey === null) return [];
  const holder = holderOf(slot, { stored, stageIntendedAt, personId });
  if (holder !== 'ours' && holder !== 'ours-unsaved') return [];
  const staged: RotationEvent = { type: 'staged', consumerKey: slot.consumerKey, slot: slotOf(slot) };
  return holder === 'ours' ? [staged, { type: 'saved', at: stageIntendedAt }] : [staged];
}

function slotOf({ id, createdAt, expiresAt }: NonNullable<Observation['slot']>): NonNullable<Rotation['staged']> {
  return { id, createdAt, expiresAt };
}
