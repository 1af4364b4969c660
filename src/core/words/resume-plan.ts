import { failedTest } from '../model/consumer.ts';
import { previousExpiredAt, stagedExpiredAt } from '../model/expired.ts';
import type { Plan } from '../model/operation-plan.ts';
import { endsNothing, graceEndsAt, hasPair, nameOf, type Rotation } from '../model/rotation.ts';
import { deliversTo, leftToPeople, unagreedIn } from '../model/rotation-deliveries.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { linesOf, nameList, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { planSections } from './operation-plan.ts';

const verify = 'Verify the current credentials with a real token.';

interface Resuming {
  readonly now: number;
  /** Whether keyturn may delete the previous credentials after their grace period. */
  readonly mayDelete: boolean;
}

/** The steps that are left of a run, according to its record. Emergencies have a plan of their own. */
export function stepsLeft(rotation: Rotation, watched: WatchedApp, { now, mayDelete }: Resuming): readonly string[] {
  if (endsNothing(rotation)) return deliveringAgain(rotation);
  const lostAt = stagedExpiredAt(rotation, now);
  if (lostAt !== null) {
    const which = `The staged credentials (${shortKey(rotation.stays ?? '')})`;
    return [
      `${which} expired on ${isoDay(lostAt)}, so the run ends. \`keyturn rotate ${rotation.app}\` stages new ones.`,
    ];
  }
  if (rotation.endedAt !== null) {
    return [...delivering(rotation), 'Verify that Salesforce refuses the deleted credentials.'];
  }
  const expiredAt = previousExpiredAt(rotation, now);
  if (expiredAt !== null) {
    const which = `The previous credentials (${shortKey(rotation.ends)})`;
    return [...delivering(rotation), `${which} expired on ${isoDay(expiredAt)}. Verify that Salesforce refuses them.`];
  }
  if (rotation.rotatedAt !== null && rotation.kind !== 'retire')
    return afterPromotion(rotation, watched, { now, mayDelete });
  const [steps] = planSections(planOfRun(rotation, watched), now);
  const added = unagreedIn(rotation).filter((one) => !hasPair(one));
  return linesOf(
    added.length > 0 &&
      `Deliver the current credentials to ${nameList(added.map(nameOf))} first. What keyturn can't deliver, you confirm.`,
    steps?.lines ?? [],
  );
}

function deliveringAgain(rotation: Rotation): readonly string[] {
  const left = rotation.deliveries.filter((one) => !hasPair(one));
  return linesOf(
    rotation.primaryProvedAt === null && verify,
    left.length > 0 && `Deliver the current credentials to ${nameList(left.map(nameOf))}.`,
  );
}

function afterPromotion(rotation: Rotation, watched: WatchedApp, { now, mayDelete }: Resuming): readonly string[] {
  const key = shortKey(rotation.ends);
  const until = graceEndsAt(rotation) ?? now;
  const lost = lostFiles(rotation, watched);
  const end = `Delete the previous credentials (${key}), and verify that Salesforce refuses them.`;
  return linesOf(
    delivering(rotation),
    until > now && `Keep the previous credentials (${key}) until ${isoDay(until)} (grace period).`,
    until <= now &&
      mayDelete &&
      lost.length > 0 &&
      `Deliver the new credentials again to ${nameList(lost)}: the file may have lost them.`,
    until <= now && mayDelete && rotation.primaryProvedAt !== null && verify,
    until <= now && (mayDelete ? end : `Keep the previous credentials (${key}). Only a person deletes them.`),
  );
}

/** The steps between the promotion and the end of the previous credentials. */
function delivering(rotation: Rotation): readonly string[] {
  const { primaryProvedAt, kind } = rotation;
  if (kind === 'retire' || kind === 'discard') return [];
  const left = deliversTo(rotation).map(({ name }) => name);
  const waiting = leftToPeople(rotation).map(nameOf);
  return linesOf(
    primaryProvedAt === null && verify,
    left.length > 0 && `Deliver the new credentials to ${nameList(left)}.`,
    waiting.length > 0 && `Wait until a person has updated ${nameList(waiting)}.`,
  );
}

/** Names of consumers whose file lost what was delivered to it. Nothing is deleted before it is delivered again. */
function lostFiles(rotation: Rotation, watched: WatchedApp): readonly string[] {
  return watched.consumers
    .filter((consumer) => failedTest(consumer, rotation, watched)?.isLost === true)
    .map(({ name }) => name);
}

/** The plan of a run before its promotion. What only the org knows stays open. */
export function planOfRun(rotation: Rotation, watched: WatchedApp): Plan {
  const { kind, stays, ends, deliveries, graceDays } = rotation;
  const consumerKey = kind === 'retire' || kind === 'discard' ? ends : stays;
  return {
    kind: kind === 'emergency' ? 'rotate' : kind,
    watched,
    orgName: watched.orgName,
    isProduction: !watched.isSandbox,
    goesOn: rotation,
    deliveries: deliveries.map(({ target }) => target),
    graceDays,
    slot: consumerKey === null ? null : { ...unknownSlot, consumerKey },
    holder: 'free',
    otherUse: { flows: [], unseen: [] },
    borrows: false,
    wayBack: null,
    verdict: null,
    removedFrom: rotation,
    byHand: deliveries.filter(({ byHand }) => byHand).map(({ target }) => target),
  };
}

const unknownSlot = { id: '', state: 'unknown', createdBy: null, createdAt: null, expiresAt: null } as const;
