import { isResting } from '../automation/work.ts';
import { day, retriesEndAt } from '../machine/policies.ts';
import { whatWorks } from '../machine/safety.ts';
import { nameOfTarget, type Rotation } from '../model/rotation.ts';
import { consumerWord, countOf, plainText } from '../plain/text.ts';
import { countdown, type Ladder, repeating, type Step } from './ladder.ts';
import { dayOf, type Matter, nameOf, placeOf, type ReminderFacts, type Words } from './matter.ts';

/** Days before Salesforce removes a pair. */
const daysBeforeTheEnd = [7, 2, 1];

interface RunFacts extends ReminderFacts {
  readonly rotation: Rotation;
}

/** What an unfinished run waits for, and what ends with it. */
export function runMatters({ rotation, ...facts }: ReminderFacts): readonly Matter[] {
  if (rotation === null || rotation.finishedAt !== null) return [];
  const run: RunFacts = { ...facts, rotation };
  return [
    ...stagedWaiting(run),
    ...stagedExpires(run),
    ...overlapEnds(run),
    ...consumersUnconfirmed(run),
    ...rotationBlocked(run),
  ];
}

function stagedWaiting({ watched, rotation }: RunFacts): readonly Matter[] {
  const { stagedProvedAt, staged, id } = rotation;
  if (!isResting(rotation) || stagedProvedAt === null) return [];
  const place = placeOf(watched);
  const end = staged?.expiresAt ?? null;
  const words: Words = {
    severity: 'note',
    title: `A new pair of ${nameOf(watched)} is staged and waits to be rotated`,
    text: `It is saved and got a token. The primary pair was not touched; consumers go on with it.${end === null ? '' : ` Salesforce removes the new one on ${dayOf(end)} when nobody rotates it.`}`,
    actions: [
      `\`keyturn rotate ${place}\` hands it over and makes it primary.`,
      `Where it isn’t wanted: \`keyturn discard ${place} --confirm ${plainText(watched.app)}\`.`,
    ],
  };
  const ladder = repeating(stagedProvedAt, 7);
  return [{ kind: 'staged-waiting', subject: [watched.consumerKey, id], ladder, words: () => words }];
}

function stagedExpires({ watched, rotation }: RunFacts): readonly Matter[] {
  const end = rotation.staged?.expiresAt ?? null;
  if (end === null || rotation.rotatedAt !== null || rotation.kind === 'discard') return [];
  const given = rotation.deliveries.filter(({ status }) => status === 'delivered' || status === 'confirmed');
  const names = given.map(({ target }) => plainText(nameOfTarget(target), 80));
  const place = placeOf(watched);
  const words = ({ at }: Step): Words => {
    const isOver = at >= end;
    const who = names.join(', ');
    const meaning =
      names.length === 0
        ? 'Nobody was given it: consumers go on with the primary pair.'
        : `${who} ${isOver ? 'had it already, and no longer get a token with it' : 'have it already, and lose access with it'}.`;
    return {
      severity:
        names.length > 0 && (isOver || end - at <= 2 * day) ? 'danger' : at < end - 2 * day ? 'note' : 'caution',
      title: isOver
        ? `The staged pair of ${nameOf(watched)} has expired`
        : `The staged pair of ${nameOf(watched)} expires in ${inDays(end - at)}`,
      text: `Salesforce ${isOver ? 'removed' : 'removes'} a pair that is not rotated, this one on ${dayOf(end)}. ${meaning}`,
      actions: [
        `\`keyturn rotate ${place}\` ${isOver ? 'stages another one and goes on with that' : 'makes it primary in time'}.`,
      ],
    };
  };
  const ladder = countdown(end, daysBeforeTheEnd, 'expired');
  return [{ kind: 'staged-expires', subject: [rotation.id, dayOf(end)], ladder, words }];
}

function overlapEnds({ watched, rotation }: RunFacts): readonly Matter[] {
  const { rotatedAt, endedAt, overlapEndsAt, id } = rotation;
  if (rotatedAt === null || endedAt !== null || overlapEndsAt === null) return [];
  const waiting = rotation.deliveries.filter(({ status }) => status !== 'delivered' && status !== 'confirmed');
  const names = waiting.map(({ target }) => plainText(nameOfTarget(target), 80)).join(', ');
  const place = placeOf(watched);
  const words = ({ at }: Step): Words => {
    const isOver = at >= overlapEndsAt;
    const meaning =
      names !== ''
        ? `${names} ${isOver ? 'were not confirmed to have the new pair: look whether they still have access' : 'are not confirmed to have the new pair, and lose access with the old one'}.`
        : `Whoever still uses it ${isOver ? 'has lost' : 'loses'} access; the new pair is primary and works.`;
    return {
      severity:
        names !== '' && overlapEndsAt - at <= 2 * day ? 'danger' : overlapEndsAt - at > 2 * day ? 'note' : 'caution',
      title: isOver
        ? `The overlap of ${nameOf(watched)} is over`
        : `The previous pair of ${nameOf(watched)} ends in ${inDays(overlapEndsAt - at)}`,
      text: `Salesforce ${isOver ? 'removed' : 'removes'} the previous pair by itself on ${dayOf(overlapEndsAt)}. ${meaning}`,
      actions: [
        ...(names === '' ? [] : [`\`keyturn reveal ${place}\` shows the new pair for those that have to be updated.`]),
        `\`keyturn resume ${place}\` ${isOver ? 'finishes the run' : 'goes on as far as it may'}.`,
      ],
    };
  };
  const ladder = countdown(overlapEndsAt, daysBeforeTheEnd, 'over');
  return [{ kind: 'overlap-ends', subject: [id, dayOf(overlapEndsAt)], ladder, words }];
}

function consumersUnconfirmed({ watched, rotation }: RunFacts): readonly Matter[] {
  const waiting = rotation.deliveries.filter(({ status }) => status === 'waiting');
  const [first] = waiting;
  if (!first) return [];
  const since = Math.min(...waiting.map(({ at }) => at ?? rotation.startedAt));
  const isPrimary = rotation.rotatedAt !== null || rotation.kind === 'discard';
  const place = placeOf(watched);
  const names = waiting.map(({ target }) => plainText(nameOfTarget(target), 80));
  const isEmergency = rotation.emergency !== null;
  const truth = isEmergency
    ? 'They have no access until then: the pair that they have has leaked, and is dead.'
    : 'The pair that they have works as before.';
  const words: Words = {
    severity: isEmergency ? 'danger' : 'caution',
    title: `${names.join(', ')} must be given the new pair of ${nameOf(watched)}`,
    text: `Nobody has said yet that ${names.length === 1 ? 'this consumer has' : `these ${countOf(names.length, 'consumer')} have`} it; the run waits. ${truth}`,
    actions: [
      `\`keyturn reveal ${place}${isPrimary ? '' : ' --slot staged'}\` shows the new pair: both values change.`,
      `Then say so for each: \`keyturn handed-over ${place} ${consumerWord(names[0])}\`.`,
    ],
  };
  return [
    {
      kind: 'consumers-unconfirmed',
      subject: [rotation.id],
      ladder: isEmergency ? repeating(since, 1) : repeating(since, 3, 1),
      words: () => words,
    },
  ];
}

function rotationBlocked({ watched, rotation, now }: RunFacts): readonly Matter[] {
  const { stop, retry, id } = rotation;
  const blocked =
    stop !== null && stop.code !== 'HandOverPending'
      ? { code: plainText(stop.code, 60), since: stop.at }
      : retry !== null
        ? { code: 'given-up', since: Math.max(retry.since, retriesEndAt(rotation, now)) }
        : null;
  if (blocked === null) return [];
  const { code, since } = blocked;
  const place = placeOf(watched);
  const isEmergency = rotation.emergency !== null;
  const truth = isEmergency ? whatWorks(rotation) : 'No pair is ended before everybody has the new one.';
  const words: Words = {
    severity: isEmergency ? 'danger' : 'caution',
    title:
      code === 'given-up'
        ? `The ${rotation.kind} of ${nameOf(watched)} is no longer tried by itself`
        : `The ${rotation.kind} of ${nameOf(watched)} waits for a person (${code})`,
    text: `Since ${dayOf(since)} it has not gone on. What it has done so far is journalled. ${truth}`,
    actions: [
      `\`keyturn resume ${place}\` goes on, or says what stands in the way.`,
      `\`keyturn history ${place}\` shows what was done.`,
    ],
  };
  const ladder: Ladder = repeating(since, isEmergency ? 1 : 3);
  return [{ kind: 'rotation-blocked', subject: [id, code, since], ladder, words: () => words }];
}

function inDays(ms: number): string {
  return countOf(Math.round(ms / day), 'day');
}
