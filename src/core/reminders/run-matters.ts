import { troubleOfRun } from '../automation/org-trouble.ts';
import { mayDelete, whyKept } from '../machine/may-delete.ts';
import { retriesEndAt } from '../machine/retries.ts';
import { type Consumer, contactOf, newConsumer } from '../model/consumer.ts';
import { previousExpiredAt, stagedExpiredAt } from '../model/expired.ts';
import { isResting } from '../model/resting.ts';
import { type DeliveryState, deliveredWord, hasPair, mayHaveGot, nameOf, type Rotation } from '../model/rotation.ts';
import { isSameTarget, targetText } from '../model/target.ts';
import { clockGapSeen } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';
import { day, isoDay } from '../plain/time.ts';
import { overlapEndsWords, stagedExpiresWords } from '../words/expiry-notices.ts';
import { waitingWords } from '../words/hand-over-notices.ts';
import { blockedWords, stagedWaitingWords, unconfirmedWords } from '../words/notices.ts';
import { whatWorksFor } from '../words/safety.ts';
import { countdown, repeating } from './ladder.ts';
import { daysLeftAt, type Matter, type ReminderFacts, severityWithin } from './matter.ts';

/** Reminders, in days before credentials expire. */
const daysBeforeTheEnd = [7, 2, 1];

interface RunFacts extends ReminderFacts {
  readonly rotation: Rotation;
}

/** What an unfinished run is waiting for, and which credentials will expire. */
export function runMatters({ rotation, ...facts }: ReminderFacts): readonly Matter[] {
  if (rotation === null || rotation.finishedAt !== null) return [];
  const run: RunFacts = { ...facts, rotation };
  // Expired credentials are of no use to anybody who waits for them.
  if (stagedExpiredAt(rotation, facts.now) !== null) return [...stagedExpires(run), ...rotationBlocked(run)];
  return [
    ...stagedWaiting(run),
    ...stagedExpires(run),
    ...overlapEnds(run),
    ...consumersWaiting(run),
    ...consumersUnconfirmed(run),
    ...rotationBlocked(run),
  ];
}

function stagedWaiting({ watched, rotation }: RunFacts): readonly Matter[] {
  const { stagedProvedAt, staged, id } = rotation;
  if (!isResting(rotation) || stagedProvedAt === null) return [];
  const ladder = repeating(stagedProvedAt, 7);
  const words = () => ({ severity: 'note', ...stagedWaitingWords(watched, staged?.expiresAt ?? null) }) as const;
  return [{ kind: 'staged-waiting', subject: [watched.consumerKey, id], ladder, words }];
}

function stagedExpires({ watched, rotation, now }: RunFacts): readonly Matter[] {
  const end = rotation.staged?.expiresAt ?? null;
  if (end === null || rotation.rotatedAt !== null || rotation.kind === 'discard') return [];
  const names = namesOf(rotation, hasPair);
  const here = end - clockGapSeen(watched, now);
  const maybe = [...rotation.deliveries, ...(rotation.removed ?? [])].filter((one) => !hasPair(one) && mayHaveGot(one));
  const unsure = maybe.map(nameOf);
  const words = pairEndWords({ end, here }, names, (facts) => stagedExpiresWords(watched, { ...facts, unsure }));
  const ladder = countdown(here, daysBeforeTheEnd, 'expired');
  return [{ kind: 'staged-expires', subject: [rotation.id, isoDay(end)], ladder, words }];
}

function overlapEnds({ watched, rotation, now }: RunFacts): readonly Matter[] {
  const { rotatedAt, endedAt, overlapEndsAt: end, id } = rotation;
  if (rotatedAt === null || endedAt !== null || end === null) return [];
  const { deliveries, removed = [] } = rotation;
  const names = [...deliveries, ...removed].filter((delivery) => !hasPair(delivery)).map(nameOf);
  const here = end - clockGapSeen(watched, now);
  const words = pairEndWords({ end, here }, names, (facts) => overlapEndsWords(watched, facts));
  const ladder = countdown(here, daysBeforeTheEnd, 'over');
  return [{ kind: 'overlap-ends', subject: [id, isoDay(end)], ladder, words }];
}

/**
 * Urgent near the end if consumers would lose access.
 * @param when the end by the org's clock, and what this computer's clock shows then
 */
function pairEndWords(
  { end, here }: { readonly end: number; readonly here: number },
  names: readonly string[],
  say: (facts: Parameters<typeof overlapEndsWords>[1]) => ReturnType<typeof overlapEndsWords>,
): Matter['words'] {
  return (step) => {
    const daysLeft = daysLeftAt(step, here);
    const severity = severityWithin(2, daysLeft, names.length > 0 ? 'danger' : 'caution');
    return { severity, ...say({ end, daysLeft, names }) };
  };
}

/** A person with a contact must update a consumer. The contact is told at once, and again. */
function consumersWaiting({ watched, rotation, contacts: known }: RunFacts): readonly Matter[] {
  const { id, orgId, consumerId, stays, startedAt, emergency } = rotation;
  const isEmergency = emergency !== null;
  return rotation.deliveries.flatMap((delivery): readonly Matter[] => {
    const consumer = consumerOf(watched, delivery);
    const contact = contactOf(consumer, known);
    if (delivery.status !== 'waiting' || contact === null || stays === null) return [];
    const target = targetText(delivery.target);
    const since = delivery.at ?? startedAt;
    const hasKey = consumer.keys.length > 0;
    const facts = { name: nameOf(delivery), contact, truth: whatWorksFor(watched, rotation), hasKey };
    const severity = isEmergency ? 'danger' : 'caution';
    return [
      {
        kind: 'consumer-waiting',
        // Somebody else as the contact is told at once.
        subject: [id, encodeURIComponent(target), since, encodeURIComponent(contact)],
        ladder: repeating(since, isEmergency ? 1 : 3),
        handOver: { contact, hasKey, confirms: { orgId, consumerId, rotation: id, consumerKey: stays, target } },
        words: () =>
          ({
            severity,
            ...waitingWords(watched, { ...facts, isPrimary: isPrimaryNow(rotation), which: deliveredWord(rotation) }),
          }) as const,
      },
    ];
  });
}

/** Whether `reveal` shows what consumers need without `--slot`. */
function isPrimaryNow({ rotatedAt, kind }: Rotation): boolean {
  return rotatedAt !== null || kind === 'discard';
}

function consumerOf({ consumers }: ReminderFacts['watched'], { target }: DeliveryState): Consumer {
  return consumers.find((one) => isSameTarget(one.target, target)) ?? newConsumer(target);
}

function consumersUnconfirmed({
  watched,
  rotation,
  contacts: known,
  isUnreached = () => false,
}: RunFacts): readonly Matter[] {
  const waiting = rotation.deliveries.filter(({ status }) => status === 'waiting');
  if (waiting.length === 0) return [];
  const since = Math.min(...waiting.map(({ at }) => at ?? rotation.startedAt));
  const isPrimary = isPrimaryNow(rotation);
  const which = deliveredWord(rotation);
  const names = waiting.map(nameOf);
  const isEmergency = rotation.emergency !== null;
  const severity = isEmergency ? 'danger' : 'caution';
  const contacts = waiting.flatMap((one) => {
    const contact = contactOf(consumerOf(watched, one), known);
    const { notifiedAt = null } = one;
    // One that keyturn notifies only now is no news yet.
    if (contact === null || (notifiedAt === null && !isUnreached(one.target, contact))) return [];
    return [{ name: nameOf(one), contact, notifiedAt }];
  });
  const hasKey = waiting.slice(0, 1).some((one) => consumerOf(watched, one).keys.length > 0);
  const facts = { names, truth: whatWorksFor(watched, rotation), isPrimary, which, contacts, hasKey };
  const words = () => ({ severity, ...unconfirmedWords(watched, facts) }) as const;
  const ladder = isEmergency ? repeating(since, 1) : repeating(since, 3, 1);
  return [{ kind: 'consumers-unconfirmed', subject: [rotation.id], ladder, words }];
}

function rotationBlocked({ watched, rotation, now }: RunFacts): readonly Matter[] {
  const { stop, id, kind } = rotation;
  const blocked =
    stop !== null && stop.code !== 'HandOverPending'
      ? { code: plainText(stop.code, 60), since: stop.at, after: stop.at, retried: undefined }
      : afterRetries(watched, rotation, now);
  if (blocked === null) return [];
  const { code, since, after = since, retried } = blocked;
  const isKept = code === 'GraceNotOver';
  // That they have expired is another matter.
  if (isKept && previousExpiredAt(rotation, now) !== null) return [];
  const { automation } = watched.policy;
  const kept = isKept && !mayDelete(rotation, automation) ? whyKept(rotation, automation) : undefined;
  const isEmergency = rotation.emergency !== null;
  const truth = waitsForAll(rotation) ? null : whatWorksFor(watched, rotation);
  const severity = isEmergency ? 'danger' : 'caution';
  const facts = { kind, code, since, truth, kept, which: deliveredWord(rotation), retried };
  const words = () => ({ severity, ...blockedWords(watched, facts) }) as const;
  return [
    { kind: 'rotation-blocked', subject: [id, code, since], ladder: repeating(after, isEmergency ? 1 : 3), words },
  ];
}

/** A run that the daemon tries again, reported if that lasts for a day, and in the end that it no longer does. */
function afterRetries(
  watched: RunFacts['watched'],
  rotation: Rotation,
  now: number,
): { readonly code: string; readonly since: number; readonly after?: number; readonly retried?: string } | null {
  const { retry } = rotation;
  if (retry === null) return null;
  const endsAt = Math.max(retry.since, retriesEndAt(rotation, now, clockGapSeen(watched, now)));
  const trouble = troubleOfRun(watched, rotation);
  if (trouble === null || now >= endsAt) return { code: 'given-up', since: endsAt };
  const said = { code: plainText(trouble.code, 60), retried: plainText(trouble.message) };
  return { ...said, since: retry.since, after: retry.since + day };
}

/** Whether the run deletes nothing before every consumer has the credentials that stay. */
function waitsForAll({ kind, graceDays, consent }: Rotation): boolean {
  if (kind === 'emergency' || kind === 'retire') return false;
  return kind === 'discard' || graceDays !== 0 || !consent.confirmed;
}

function namesOf({ deliveries }: Rotation, isMeant: (delivery: DeliveryState) => boolean): readonly string[] {
  return deliveries.filter(isMeant).map(nameOf);
}
