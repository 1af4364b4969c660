import type { Observation } from '../model/observation.ts';
import {
  deliveredWord,
  graceEndsAt,
  hasPair,
  isEmergency,
  isHandedOver,
  isOurPrimary,
  nameOf,
  primaryOf,
  type Rotation,
  stayingKey,
} from '../model/rotation.ts';
import { keptFromPromotion, unagreedIn, unconfirmed, undelivered } from '../model/rotation-deliveries.ts';
import { holderOf, isProvablyOurs } from '../model/slot.ts';
import { shortKey } from '../plain/text.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';
import type { Action, Circumstances } from './action.ts';
import { decideEmergency } from './decide-emergency.ts';
import { mayDelete, whyKept } from './may-delete.ts';
import { slotReason } from './slot-reasons.ts';

/** Actions that need a fresh look at the org. */
type Look = Observation | null;

/**
 * The next action, from what was done and what was seen. `seen` is null after a change or a wait: every action that
 * touches credentials in the org then needs a new look first.
 */
export function decide(rotation: Rotation, seen: Look, around: Circumstances): Action {
  if (rotation.outcome === 'lost') return stop(goneReason(rotation));
  if (rotation.kind === 'discard') return decideDiscard(rotation, seen);
  if (isEmergency(rotation)) return decideEmergency(rotation, seen, around);
  return (
    changedOutside(rotation, seen) ??
    decideNewPair(rotation, seen) ??
    decideProof(rotation) ??
    decideHandOver(rotation, 'before') ??
    decideRotate(rotation, seen) ??
    decideHandOver(rotation, 'after') ??
    decideGrace(rotation, seen, around) ??
    decideEnd(rotation, seen)
  );
}

/**
 * Somebody else changed the current credentials: promoted unknown ones, switched back, or promoted credentials that were
 * only staged.
 */
function changedOutside(rotation: Rotation, seen: Look): Action | null {
  const { app, kind, ends, rotatedAt } = rotation;
  if (kind === 'stage' && rotatedAt !== null) {
    return stop(reason('PrimaryChangedOutside', { app, found: shortKey(stayingKey(rotation)), known: shortKey(ends) }));
  }
  if (seen === null || isOurPrimary(rotation, seen.primaryKey)) return null;
  const [found, known] = [shortKey(seen.primaryKey), shortKey(primaryOf(rotation))];
  return stop(reason('PrimaryChangedOutside', { app, found, known }));
}

function decideNewPair(rotation: Rotation, seen: Look): Action | null {
  const { stays, savedAt, rotatedAt, primaryProvedAt, staged, app, stageIntendedAt, personId } = rotation;
  if (stays === null) {
    if (seen === null) return { do: 'observe' };
    const holder = holderOf(seen.slot, { stored: seen.stored, stageIntendedAt, personId });
    return seen.slot === null ? { do: 'stage' } : stop(slotReason(app, seen.slot, holder));
  }
  // Others made them current, or the store lost them. They can't be verified without their secret.
  if (savedAt === null && rotatedAt !== null && primaryProvedAt === null) return { do: 'read-primary' };
  if (savedAt !== null || rotatedAt !== null || staged === null) return null;
  if (seen === null) return { do: 'observe' };
  return { do: 'read-staged', stagedId: staged.id, consumerKey: stays };
}

/**
 * Staged credentials whose secret the org doesn't show again. They are discarded only when they are surely ours and nobody
 * can have them: verified ones were saved earlier, and may have been delivered.
 */
export function afterHiddenSecret(rotation: Rotation, seen: Observation): Action {
  const { stays, stageIntendedAt, personId, app, proofs } = rotation;
  const { slot, stored } = seen;
  if (proofs.some(({ consumerKey }) => consumerKey === stays))
    return stop(reason('PairNotStored', { app, slot: 'new' }));
  const clues = { stored, stageIntendedAt, personId };
  if (slot && slot.consumerKey === stays && stays !== null && slot.state === 'Active' && isProvablyOurs(slot, clues)) {
    return { do: 'drop-staged', stagedId: slot.id, consumerKey: stays };
  }
  return stop(slot ? slotReason(app, slot, 'stranger') : reason('StagedPairGone', { app, given: [] }));
}

function decideProof({
  kind,
  stagedProvedAt,
  stagedRefusedAt,
  rotatedAt,
  app,
  consent,
  hasNoConsumers,
}: Rotation): Action | null {
  if (rotatedAt !== null || kind === 'retire') return null;
  if (stagedProvedAt === null && stagedRefusedAt === null) return { do: 'prove-staged' };
  if (stagedProvedAt !== null) return kind === 'stage' ? { do: 'rest', why: 'staged', until: null } : null;
  if (kind === 'back') return stop(reason('NoWayBack', { app, why: 'refused-already' }));
  if (kind === 'rotate' && (consent.confirmed || hasNoConsumers)) return null;
  return stop(reason('StagedPairRefused', { app }));
}

/** Runs before the promotion or after it. Afterwards it also covers consumers missed when somebody else promoted. */
function decideHandOver(rotation: Rotation, when: 'before' | 'after'): Action | null {
  const { kind, rotatedAt, app, primaryProvedAt, order } = rotation;
  // A person agreed to retire without the others.
  const awaited = kind === 'retire' ? { ...rotation, deliveries: unagreedIn(rotation) } : rotation;
  if (isHandedOver(awaited)) return null;
  if (when === 'before' && (order === 'rotate-first' || rotatedAt !== null)) return null;
  if (when === 'after' && (rotatedAt === null || primaryProvedAt === null)) return null;
  const targets = undelivered(awaited);
  if (targets.length > 0) return { do: 'deliver', targets };
  const isPrimary = rotatedAt !== null || kind === 'discard';
  return stop(
    reason('HandOverPending', {
      app,
      names: unconfirmed(awaited),
      isPrimary,
      isCurrent: deliveredWord(rotation) === 'current',
    }),
  );
}

function decideRotate(rotation: Rotation, seen: Look): Action | null {
  const { rotatedAt, primaryProvedAt, staged, kind, app, stays } = rotation;
  if (rotatedAt !== null) return primaryProvedAt === null ? { do: 'prove-primary' } : null;
  if (seen === null || staged === null) return { do: 'observe' };
  const { slot } = seen;
  const isThere = slot?.consumerKey === stays && slot?.state === (kind === 'back' ? 'Rotated' : 'Active');
  if (slot && isThere) {
    const names = keptFromPromotion(rotation).map(nameOf);
    return names.length === 0
      ? { do: 'rotate', stagedId: slot.id }
      : stop(reason('PromotionNotConfirmed', { app, names }));
  }
  return stop(slot ? slotReason(app, slot, 'unclear') : goneReason({ app, deliveries: [] }));
}

function decideGrace(
  rotation: Rotation,
  seen: Look,
  { now, automation, isSelf, clockProblem }: Circumstances,
): Action | null {
  const { app, endedAt, calledAt } = rotation;
  if (endedAt !== null) return null;
  if (isSelf && calledAt === null) return { do: 'call' };
  const until = graceEndsAt(rotation);
  // Without a grace period nothing waits, whatever a clock says.
  const isTimed = until !== null && until !== rotation.rotatedAt;
  if (isTimed && now < until) return { do: 'rest', why: 'grace', until };
  if (isTimed && clockProblem) return stop(clockProblem);
  // Nobody uses credentials that the org itself calls expired.
  const isExpired = seen?.slot?.state === 'Expired' && seen.slot.consumerKey === rotation.ends;
  if (isExpired || mayDelete(rotation, automation)) return null;
  return stop(reason('GraceNotOver', { app, why: whyKept(rotation, automation) }));
}

function decideEnd(rotation: Rotation, seen: Look): Action {
  const { endedAt, ends, app } = rotation;
  if (endedAt === null) {
    if (seen === null) return { do: 'observe' };
    const { slot, primaryKey } = seen;
    if (slot?.consumerKey === ends && ends !== primaryKey) return { do: 'delete', stagedId: slot.id };
    return stop(reason('SlotUnclear', { app, found: 'no-key' }));
  }
  return decideFinish(rotation, seen, 'done');
}

/** Consumers that got the staged credentials must get the current ones again before the staged ones are deleted. */
function decideDiscard(rotation: Rotation, seen: Look): Action {
  const { ends, endedAt, app } = rotation;
  if (seen?.primaryKey === ends)
    return stop(reason('PrimaryChangedOutside', { app, found: shortKey(ends), known: null }));
  if (endedAt === null) {
    if (seen === null) return { do: 'observe' };
    const { slot } = seen;
    const handOver = decideHandOver(rotation, 'before');
    if (handOver) return handOver;
    if (slot?.consumerKey === ends) return { do: 'delete', stagedId: slot.id };
    return stop(reason('SlotUnclear', { app, found: 'no-key' }));
  }
  return decideFinish(rotation, seen, 'discarded');
}

/** Credentials leave the store only after a look: if somebody else just promoted them, the refusal may be temporary. */
function decideFinish({ refusedAt }: Rotation, seen: Look, outcome: 'done' | 'discarded'): Action {
  if (refusedAt === null) return { do: 'prove-refused' };
  return seen === null ? { do: 'observe' } : { do: 'finish', outcome };
}

function goneReason({ app, deliveries }: Pick<Rotation, 'app' | 'deliveries'>): KeyturnError {
  return reason('StagedPairGone', { app, given: deliveries.filter(hasPair).map(nameOf) });
}

function stop(error: KeyturnError): Action {
  return { do: 'stop', error };
}
