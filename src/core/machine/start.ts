import type { StagedPair } from '../model/app.ts';
import { nameIn } from '../model/consumer.ts';
import { stagedExpiredAt } from '../model/expired.ts';
import { endedBy } from '../model/gone.ts';
import type { Observation } from '../model/observation.ts';
import { isResting } from '../model/resting.ts';
import {
  again,
  type DeliveryState,
  endsNothing,
  hasPair,
  isContained,
  isHandedOver,
  isOurPrimary,
  lastStepOf,
  mayHaveGot,
  nameOf,
  pendingDelivery,
  type Rotation,
} from '../model/rotation.ts';
import { undelivered } from '../model/rotation-deliveries.ts';
import { holderOf, type SlotHolder } from '../model/slot.ts';
import { isManual, isSameTarget, newTargets, type Target } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { shortKey } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';
import { replacedWork, unsure, whatWorksFor } from '../words/safety.ts';
import { evolve } from './evolve.ts';
import { agreeing, goOn, newRotation, replacedBy } from './new-rotation.ts';
import { slotReason } from './slot-reasons.ts';
import type { Start, StartFacts, StartRequest } from './start-request.ts';

/**
 * The run that a command starts or continues. Emergencies have `startEmergency`.
 * @throws StrangersPair, PreviousPairLives, SlotExpired, SlotUnclear, PrimaryChangedOutside, NoDelivery, NothingToRetire,
 *   NothingToDiscard, NoWayBack, RotationUnderWay
 */
export function startOf(request: StartRequest, facts: StartFacts): Start {
  const { open, now } = facts;
  // Only the emergency itself may undo its containment.
  if (open?.emergency && (isContained(open) || !isOvertaken(open, facts))) throw underWay(open);
  // What only delivers the current credentials again holds up nothing.
  if (open && (isOvertaken(open, facts) || endsNothing(open))) {
    const { rotation } = startOf(request, { ...facts, open: null });
    return { rotation, replaced: replacedBy(open, now) };
  }
  if (open && (request.kind === 'stage' || request.kind === 'rotate') && hasLostStaged(open, facts.seen, now)) {
    const { rotation } = startOf(request, { ...facts, open: null });
    return { rotation, replaced: evolve(open, { type: 'finished', outcome: 'lost', at: now }) };
  }
  switch (request.kind) {
    case 'stage':
    case 'rotate':
      return startForward(request, facts);
    case 'back':
      return startBack(request, facts);
    case 'retire':
      return startRetire(request, facts);
    case 'discard':
      return startDiscard(request, facts);
  }
}

/** The staged credentials of a run have expired, and the slot is empty: a new run stages others. */
export function hasLostStaged(open: Rotation, { primaryKey, slot }: Observation, now: number): boolean {
  return slot === null && primaryKey === open.ends && stagedExpiredAt(open, now) !== null;
}

/** Others changed the current credentials, and a person has started watching theirs: this run can't be completed. */
function isOvertaken(open: Rotation, { seen: { primaryKey }, watched }: StartFacts): boolean {
  if (watched.consumerKey !== primaryKey) return false;
  return open.kind === 'discard' ? primaryKey === open.ends : !isOurPrimary(open, primaryKey);
}

function startForward(request: StartRequest, facts: StartFacts): Start {
  const { open, watched, seen } = facts;
  const goesOn = open?.kind === 'stage' || (open?.kind === request.kind && open.rotatedAt === null);
  if (open && goesOn) return { rotation: readyFor(goOn(open, request, watched), request), replaced: null };
  // Before the previous credentials are deleted, the open run delivers to those who still have them.
  const isHandingOver = open?.kind === 'rotate' && undelivered(open).length > 0;
  const mayBeKept = seen.isSlotUnread === true || seen.slot?.state === 'Rotated';
  if (open && (!mayBeKept || isHandingOver)) throw underWay(open);
  const rotation = readyFor(newRotation(request, facts, seen.primaryKey), request);
  if (seen.primaryKey !== watched.consumerKey) throw changedOutside(facts);
  if (seen.slot === null) return { rotation, replaced: null };
  const holder = holderIn(facts);
  if (holder !== 'ours') throw slotReason(watched.app, seen.slot, holder);
  return { rotation: taking(rotation, seen.slot, facts.now), replaced: null };
}

/** Without consumers, a rotation needs consent: replace the credentials at once, or confirm that nothing uses them. */
function readyFor(rotation: Rotation, { kind, byHand = [] }: StartRequest): Rotation {
  const { deliveries, removed = [], hasNoConsumers, graceDays, consent, app } = rotation;
  const isReplacedAtOnce = graceDays === 0 && consent.confirmed;
  if (kind === 'rotate' && deliveries.length + removed.length === 0 && !hasNoConsumers && !isReplacedAtOnce) {
    throw reason('NoDelivery', { app });
  }
  return byHand.length === 0 ? rotation : evolve(rotation, { type: 'by-hand', targets: byHand });
}

function startBack(request: StartRequest, facts: StartFacts): Start {
  const { open, watched, seen } = facts;
  const { app } = watched;
  if (open?.kind === 'back') {
    refuseSecondBack(open);
    return { rotation: agreeing(open, request), replaced: null };
  }
  if (open && open.rotatedAt === null) throw underWay(open);
  // Whoever uses what others made current would lose access when keyturn deletes it later.
  if (!isPrimaryKnown(facts)) throw changedOutside(facts);
  const { slot } = seen;
  if (slot?.state !== 'Rotated' || slot.consumerKey === null) {
    throw reason('NoWayBack', { app, why: 'none-kept' });
  }
  if (!seen.stored.has(slot.consumerKey)) {
    throw reason('NoWayBack', { app, why: 'not-stored' });
  }
  const fresh: Rotation = {
    ...newRotation(request, facts, seen.primaryKey),
    order: 'rotate-first',
    replaces: open?.id ?? null,
  };
  return { rotation: taking(fresh, slot, facts.now), replaced: open && replacedBy(open, facts.now) };
}

/** Whether the current credentials are the watched ones, or those of the open run. */
function isPrimaryKnown({ open, watched, seen: { primaryKey } }: StartFacts): boolean {
  return primaryKey === watched.consumerKey || (open !== null && isOurPrimary(open, primaryKey));
}

function changedOutside({ watched: { app, consumerKey }, seen }: StartFacts) {
  return reason('PrimaryChangedOutside', { app, found: shortKey(seen.primaryKey), known: shortKey(consumerKey) });
}

/** After a switch back, the slot holds the credentials that it replaced. `resume` does what is left. @throws NoWayBack */
export function refuseSecondBack(open: Rotation): void {
  const { app, rotatedAt, primaryProvedAt, endedAt, deleteIntendedAt } = open;
  if (rotatedAt === null) return;
  const isComplete = primaryProvedAt !== null && isHandedOver(open);
  const areKept = endedAt === null && deleteIntendedAt === null;
  throw reason('NoWayBack', { app, why: 'switched-back' }, areKept && !isComplete ? { safe: replacedWork } : {});
}

function startRetire(request: StartRequest, facts: StartFacts): Start {
  const { open, watched, seen, now } = facts;
  const { app } = watched;
  if (open?.rotatedAt != null) {
    return { rotation: deliveringFirst(goOn(open, request, watched), request, facts), replaced: null };
  }
  const mayGo = open === null || open.kind === 'stage' || open.kind === 'back' || open.stays === null;
  if (!mayGo) throw underWay(open);
  const { slot } = seen;
  // People have the credentials that would be deleted, and keyturn can't give them the current ones.
  const areTheirs = slot?.consumerKey === watched.consumerKey && watched.deliveries.some(isManual);
  if (areTheirs && !isPrimaryKnown(facts)) throw changedOutside(facts);
  if (slot?.state !== 'Rotated') throw reason('NothingToRetire', { app });
  if (slot.consumerKey === null) throw slotReason(app, slot, 'unclear');
  const rotation: Rotation = {
    ...newRotation(request, facts, slot.consumerKey),
    stays: seen.primaryKey,
    savedAt: now,
    deliveries: [],
    rotatedAt: slot.createdAt ?? now,
    overlapEndsAt: slot.expiresAt,
  };
  return { rotation: deliveringFirst(rotation, request, facts), replaced: open && replacedBy(open, now) };
}

/**
 * A retirement that first delivers to consumers which have the very credentials that it deletes. Once a delivery has failed in it,
 * a person may repeat the command to go without that consumer.
 */
function deliveringFirst(rotation: Rotation, { stillNeeding = [] }: StartRequest, facts: StartFacts): Rotation {
  const { open, watched } = facts;
  const isIn = (target: Target, many: readonly DeliveryState[]) => many.some((one) => isSameTarget(one.target, target));
  const goneWithout = open?.kind === 'retire' ? open.deliveries.filter(({ status }) => status === 'failed') : [];
  const targets = stillNeeding.filter((target) => !isIn(target, goneWithout));
  const isMeant = (each: DeliveryState) => !hasPair(each) && targets.some((one) => isSameTarget(one, each.target));
  const known = rotation.deliveries.map((each): DeliveryState => (isMeant(each) ? { ...each, unagreed: true } : each));
  const others = targets.filter((target) => !isIn(target, known));
  const added = others.map((target) => pendingDelivery(target, nameIn(watched.consumers, target)));
  return { ...rotation, deliveries: [...known, ...added.map((each): DeliveryState => ({ ...each, unagreed: true }))] };
}

function startDiscard(request: StartRequest, facts: StartFacts): Start {
  const { open, watched, seen, now } = facts;
  const { app } = watched;
  if (open?.kind === 'discard') {
    return { rotation: returning(agreeing(open, request), request, facts), replaced: null };
  }
  if (open && open.rotatedAt !== null) throw underWay(open);
  const { slot } = seen;
  if (slot === null) throw reason('NothingToDiscard', { app, found: 'free' });
  if (slot.state === 'Rotated') throw reason('NothingToDiscard', { app, found: 'previous' });
  if (slot.consumerKey === null || slot.state === 'unknown') throw slotReason(app, slot, 'unclear');
  // keyturn saves what it stages, so credentials that are not in the store are somebody else's.
  if (request.onlyOurs && !seen.stored.has(slot.consumerKey)) throw slotReason(app, slot, 'stranger');
  const isOpens = open?.stays === slot.consumerKey;
  const { removed = [], ...fresh } = newRotation(request, facts, slot.consumerKey);
  // Who was removed before an attempt to deliver doesn't have the staged credentials.
  const mayHaveIt = isOpens ? removed.filter(mayHaveGot) : [];
  const rotation = {
    ...fresh,
    ...(mayHaveIt.length > 0 ? { removed: mayHaveIt } : {}),
    stays: seen.primaryKey,
    deliveries: isOpens ? handedBack(open) : [],
  };
  return { rotation: returning(rotation, request, facts), replaced: open && replacedBy(open, now) };
}

/** A discard that also delivers to consumers which were found to have the staged credentials. */
function returning(rotation: Rotation, { stillNeeding = [] }: StartRequest, { watched }: StartFacts): Rotation {
  const known = rotation.deliveries.map(({ target }) => target);
  const added = newTargets(known, stillNeeding);
  const deliveries = added.map((target) => pendingDelivery(target, nameIn(watched.consumers, target)));
  return { ...rotation, deliveries: [...rotation.deliveries, ...deliveries] };
}

/** Consumers that may have the staged credentials get the current ones again before the staged ones are deleted. */
export function handedBack({ kind, deliveries, proofs, stays }: Rotation): readonly DeliveryState[] {
  // Staging alone delivers nothing.
  const mayHaveIt = kind !== 'stage' && proofs.some(({ consumerKey }) => consumerKey === stays);
  return mayHaveIt ? deliveries.map(again) : [];
}

/** The credentials in the slot are already in the store. */
function taking(rotation: Rotation, slot: StagedPair, now: number): Rotation {
  const { id, createdAt, expiresAt } = slot;
  return { ...rotation, stays: slot.consumerKey, staged: { id, createdAt, expiresAt }, savedAt: now };
}

export function holderIn({ seen, open, personId }: Pick<StartFacts, 'seen' | 'open' | 'personId'>): SlotHolder {
  return holderOf(seen.slot, { stored: seen.stored, stageIntendedAt: open?.stageIntendedAt ?? null, personId });
}

interface Leaving {
  /** The command can end the run without finishing it. */
  readonly canAbandon?: boolean;
  /** The app, where the org may no longer have it, so that nothing else ends the run. */
  readonly watched?: Pick<WatchedApp, 'lastCheck'>;
}

/** @throws RotationUnderWay */
export function underWay(open: Rotation, leaving: Leaving = {}): never {
  const { canAbandon = false, watched = { lastCheck: null } } = leaving;
  const gone = endedBy(watched, open)?.cure;
  const byHand = open.deliveries.filter((one) => isManual(one.target) && !hasPair(one));
  // Before that, nobody can have the new credentials.
  const waitsFor = open.savedAt === null ? [] : byHand.map(nameOf);
  const usual = {
    app: open.app,
    what: open.kind,
    phase: lastStepOf(open),
    goesOn: !isResting(open),
    waitsFor,
    canAbandon,
  };
  const detail = gone === undefined ? usual : { ...usual, gone };
  throw reason(
    'RotationUnderWay',
    detail,
    open.emergency ? { safe: isContained(open) ? whatWorksFor(watched, open) : unsure } : {},
  );
}
