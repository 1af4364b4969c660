import type { Observation } from '../model/observation.ts';
import {
  type Emergency,
  isContained,
  isHandedOver,
  isOurPrimary,
  mayBeDeployed,
  primaryOf,
} from '../model/rotation.ts';
import { undelivered } from '../model/rotation-deliveries.ts';
import { holderOf, type SlotHolder } from '../model/slot.ts';
import { shortKey } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';
import type { Action, Circumstances } from './action.ts';
import { slotReason } from './slot-reasons.ts';

type Look = Observation | null;

/**
 * The next action in an emergency. It has no grace period, waits for no person, and only the org can stop it. The leaked
 * credentials are deleted first; failed deliveries are repeated afterwards.
 */
export function decideEmergency(rotation: Emergency, seen: Look, around: Circumstances): Action {
  return (
    decideContain(rotation) ??
    changedOutside(rotation, seen) ??
    decideReplacing(rotation, seen) ??
    decideProof(rotation) ??
    decideHandOver(rotation, 'before') ??
    decideRotate(rotation, seen) ??
    decideOwnCall(rotation, around) ??
    decideEnd(rotation, seen) ??
    // While access is blocked, nobody can use what is handed over, and the slot is read together with the new secret.
    (isContained(rotation) ? decideLeftover(rotation, seen, around) : null) ??
    decideHandOver(rotation, 'after') ??
    decideLeftover(rotation, seen, around) ??
    decideOpening(rotation) ??
    decideAccess(rotation) ??
    decideFlags(rotation) ??
    decideReport(rotation) ??
    decideRest(rotation, seen)
  );
}

/** The containment that was asked for and isn't done. */
export function decideContain({ emergency, endedAt }: Emergency): Action | null {
  const { containBy, containment } = emergency;
  if (containBy === null || endedAt !== null || containment?.containedAt != null) return null;
  return { do: 'contain', by: containment?.by ?? (containBy === 'freeze' ? 'freeze' : 'flow') };
}

/** The current credentials are neither the leaked ones nor ours. */
function changedOutside(rotation: Emergency, seen: Look): Action | null {
  const { app } = rotation;
  if (seen === null || mayBeDeployed(rotation) || isOurPrimary(rotation, seen.primaryKey)) return null;
  const [found, known] = [shortKey(seen.primaryKey), shortKey(primaryOf(rotation))];
  return stop(reason('PrimaryChangedOutside', { app, found, known, isEmergency: true }));
}

function decideReplacing(rotation: Emergency, seen: Look): Action | null {
  const { stays, savedAt, staged, rotatedAt, emergency } = rotation;
  if (emergency.replaceBy === 'deploy') {
    if (stays === null) return seen === null ? { do: 'observe' } : { do: 'replace-by-deploy' };
    return savedAt === null ? { do: 'read-primary' } : null;
  }
  if (stays === null) return decideSlot(rotation, seen);
  if (savedAt !== null || rotatedAt !== null || staged === null) return null;
  return seen === null ? { do: 'observe' } : { do: 'read-staged', stagedId: staged.id, consumerKey: stays };
}

/** Our own credentials in the staging slot may be deleted. Those of others need the person's consent. */
function decideSlot(rotation: Emergency, seen: Look): Action {
  if (seen === null) return { do: 'observe' };
  const { slot } = seen;
  if (slot === null) return { do: 'stage' };
  return freeing(rotation, seen) ?? stop(slotReason(rotation.app, slot, holderIn(rotation, seen)));
}

/** null if the slot is empty, or what is in it isn't to be deleted. */
function freeing(rotation: Emergency, seen: Observation): Action | null {
  const { slot, primaryKey } = seen;
  const { freesStranger, freesOnly } = rotation.emergency;
  const holder = holderIn(rotation, seen);
  if (slot === null || slot.consumerKey === primaryKey) return null;
  const isOurs = holder === 'ours' || holder === 'ours-unsaved' || holder === 'previous' || holder === 'expired';
  const isAgreed = freesStranger && (freesOnly === undefined || freesOnly === slot.consumerKey);
  return isOurs || isAgreed ? { do: 'free-slot', stagedId: slot.id, consumerKey: slot.consumerKey } : null;
}

function holderIn({ stageIntendedAt, personId }: Emergency, { slot, stored }: Observation): SlotHolder {
  return holderOf(slot, { stored, stageIntendedAt, personId });
}

/** Nothing can be verified during a containment: no credentials get a token. */
function decideProof(rotation: Emergency): Action | null {
  const { rotatedAt, stagedProvedAt, stagedRefusedAt, emergency } = rotation;
  const isTried = stagedProvedAt !== null || stagedRefusedAt !== null || emergency.unprovedAt !== null;
  return rotatedAt !== null || isTried || isContained(rotation) ? null : { do: 'prove-staged' };
}

/** Each automatic delivery is tried once. A failure must not delay the deletion of the leaked credentials. */
function decideHandOver(rotation: Emergency, when: 'before' | 'after'): Action | null {
  const { deliveries, order } = rotation;
  if (when === 'before' && (order === 'rotate-first' || isContained(rotation))) return null;
  const targets = deliveries.filter(({ status }) => status === 'pending').map(({ target }) => target);
  return targets.length > 0 ? { do: 'deliver', targets } : null;
}

function decideRotate({ rotatedAt, staged, app, stays }: Emergency, seen: Look): Action | null {
  if (rotatedAt !== null) return null;
  if (seen === null || staged === null) return { do: 'observe' };
  const { slot } = seen;
  if (slot && slot.consumerKey === stays && slot.state === 'Active') return { do: 'rotate', stagedId: slot.id };
  return stop(slot ? slotReason(app, slot, 'unclear') : reason('StagedPairGone', { app, given: [] }));
}

/** When keyturn signs in through this app, it uses the new credentials once before it deletes the old ones. */
function decideOwnCall(rotation: Emergency, { isSelf }: Circumstances): Action | null {
  const { endedAt, calledAt } = rotation;
  const isWanted = isSelf && endedAt === null && calledAt === null && !isContained(rotation);
  return isWanted ? { do: 'call' } : null;
}

function decideEnd({ endedAt, ends, app }: Emergency, seen: Look): Action | null {
  if (endedAt !== null) return null;
  if (seen === null || seen.isSlotUnread) return { do: 'observe' };
  const { slot, primaryKey } = seen;
  if (slot?.consumerKey === ends && ends !== primaryKey) return { do: 'delete', stagedId: slot.id };
  return stop(reason('SlotUnclear', { app, found: 'no-key' }));
}

/**
 * A deploy leaves the slot as it is: previous credentials in it still work, and if others promoted credentials meanwhile, it holds
 * the leaked ones. Before anybody gets tokens again, it is freed.
 */
function decideLeftover(rotation: Emergency, seen: Look, { isSlotSettled }: Circumstances): Action | null {
  if (rotation.emergency.replaceBy !== 'deploy' || rotation.refusedAt !== null || isSlotSettled) return null;
  return seen === null || seen.isSlotUnread ? { do: 'observe' } : freeing(rotation, seen);
}

function decideOpening(rotation: Emergency): Action | null {
  return isContained(rotation) ? { do: 'open-again' } : null;
}

/** The proof and the end of the sessions run in parallel. Sessions started in the meantime are ended afterwards. */
function decideAccess({ refusedAt, emergency }: Emergency): Action | null {
  const { keepsSessions, sessions, sessionsSweptAt, freed, freedRefused } = emergency;
  const areSessionsOpen = !keepsSessions && sessions === null;
  if (refusedAt === null || freed.some((key) => !freedRefused.includes(key)) || areSessionsOpen) {
    return { do: 'end-access' };
  }
  return keepsSessions || sessionsSweptAt !== null ? null : { do: 'sweep-sessions' };
}

function decideFlags({ emergency: { replaceBy, flagsResetAt } }: Emergency): Action | null {
  return replaceBy === 'deploy' && flagsResetAt === null ? { do: 'reset-flags' } : null;
}

function decideReport({ emergency }: Emergency): Action | null {
  return emergency.report === null || emergency.isReportBehind ? { do: 'report' } : null;
}

function decideRest(rotation: Emergency, seen: Look): Action {
  const targets = undelivered(rotation);
  if (targets.length > 0) return { do: 'deliver', targets };
  if (rotation.primaryProvedAt === null) return { do: 'prove-primary' };
  if (!isHandedOver(rotation)) return { do: 'rest', why: 'hand-over', until: null };
  return seen === null ? { do: 'observe' } : { do: 'finish', outcome: 'done' };
}

function stop(error: Extract<Action, { do: 'stop' }>['error']): Action {
  return { do: 'stop', error };
}
