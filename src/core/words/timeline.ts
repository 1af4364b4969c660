import type { AppStatus } from '../model/app-status.ts';
import { goneFinding } from '../model/gone.ts';
import type { JournalLine } from '../model/journal.ts';
import { graceEndsAt } from '../model/rotation.ts';
import { countOf, plainText, shortKey } from '../plain/text.ts';
import { leftBehind } from './act-facts.ts';
import { type Act, actWords, interruptedWords, keyWords, notContained } from './acts.ts';

export interface TimelineEvent {
  /** Epoch ms. */
  readonly at: number;
  readonly words: string;
  readonly isTrouble: boolean;
  /** Something that keyturn wanted to see, such as Salesforce refusing deleted credentials. */
  readonly isGood: boolean;
}

/** Upcoming dates of an app, soonest first: none that is over, and none about credentials that don't exist any more. */
export function comingEvents({ watched, rotation, dueAt }: AppStatus, now: number): readonly TimelineEvent[] {
  if (goneFinding(watched)) return [];
  const open = rotation?.finishedAt === null && rotation.endedAt === null ? rotation : null;
  const stagedUntil = open?.rotatedAt == null ? (open?.staged?.expiresAt ?? null) : null;
  const graceEnd = open && graceEndsAt(open);
  const all: readonly (readonly [number | null, string])[] = [
    [dueAt, `${shortKey(watched.consumerKey)} is due (maximum age ${countOf(watched.policy.maxAgeDays, 'day')})`],
    [stagedUntil, 'staged credentials expire'],
    [graceEnd, 'grace period of the previous credentials ends'],
    [open?.overlapEndsAt ?? null, 'previous credentials expire'],
  ];
  return all
    .flatMap(([at, words]) => (at === null || at <= now ? [] : [{ at, words, isTrouble: false, isGood: false }]))
    .sort((one, other) => one.at - other.at);
}

/** What happened to an app, newest first. Proofs with the same answer in a row are one event. */
export function pastEvents(lines: readonly JournalLine[]): readonly TimelineEvent[] {
  // A delivery whose program failed still ends with a `done` line. That line is left out.
  const missed = new Set(lines.filter(isMissed).map(({ intent }) => intent));
  const deleted = new Set<unknown>();
  const events = lines.flatMap((line) => {
    if (line.action === 'delete-pair' && isOver(line)) deleted.add(line.detail.consumerKey);
    const isGood = line.detail.answer === 'refused' && deleted.has(line.detail.consumerKey);
    const isMissedOutcome = line.event === 'done' && missed.has(line.intent);
    const words = isMissedOutcome || !isWanted(line) ? null : lineWords(line);
    const isTrouble = !isGood && (line.event === 'failed' || line.detail.answer === 'refused' || isMissed(line));
    return words === null
      ? []
      : [{ event: { at: line.at, words, isTrouble, isGood }, isProof: line.action === 'prove' }];
  });
  return events
    .filter(({ event, isProof }, index) => !isProof || event.words !== events[index + 1]?.event.words)
    .map(({ event }) => event)
    .reverse();
}

function isOver({ event }: JournalLine): boolean {
  return event === 'done' || event === 'recovered';
}

export function isMissed({ event, action, detail }: JournalLine): boolean {
  return event === 'noted' && action === 'deliver' && typeof detail.problem === 'string';
}

/** Finished acts worth showing. The others are steps on the way. */
const done: ReadonlySet<Act> = new Set<Act>([
  'deploy',
  'restore-pre-image',
  'grant-permission-set',
  'create-user',
  'borrow-secret-access',
  'return-secret-access',
  'stage',
  'deliver',
  'contain',
  'open-again',
  'replace-by-deploy',
  'clean-file',
  'report',
  'reveal',
  'rotate',
  'delete-pair',
]);
const noted: ReadonlySet<Act> = new Set<Act>([
  'watch',
  'unwatch',
  'reveal',
  'hand-over',
  'begin-rotation',
  'finish-rotation',
  'begin-decommission',
  'finish-decommission',
  'accept-risk',
  'accept-trail',
  'add-consumer',
  'edit-consumer',
  'remove-consumer',
  'test-consumer',
  'no-consumers',
]);

function isWanted({ event, action }: JournalLine): boolean {
  if (event === 'done' || event === 'recovered') return done.has(action);
  return event !== 'noted' || action === 'prove' || action === 'deliver' || noted.has(action);
}

/** A line of the journal in words; null for an act that is only intended. */
export function lineWords({ event, action, detail }: JournalLine): string | null {
  switch (event) {
    case 'done':
      return `${actWords(action, 'done', detail)}${keyOf(action, detail)}`;
    case 'recovered':
      return interruptedWords(actWords(action, 'doing', detail));
    case 'failed':
      return `${actWords(action, 'failed', detail)}: ${plainText(String(detail.reason ?? detail.problem ?? 'no reason given'), 120)}${leftBehind(detail)}`;
    case 'noted':
      return notedWords(action, detail);
    case 'intended':
      return null;
  }
}

function keyOf(action: Act, { consumerKey }: JournalLine['detail']): string {
  return action === 'rotate' || action === 'delete-pair' ? `: ${keyWords(consumerKey)}` : '';
}

function notedWords(action: Act, detail: JournalLine['detail']): string {
  const { answer, consumerKey, user, target, consumer: name, problem, status } = detail;
  if (action === 'prove')
    return `${proofWords(answer)}: ${consumerKey ? keyWords(consumerKey) : plainText(String(user ?? ''), 60)}`;
  if (action === 'deliver' && typeof problem === 'string')
    return `delivery failed: ${plainText(String(name ?? target), 60)} (${plainText(String(problem), 60)})`;
  return actWords(action, action === 'hand-over' && status !== 'confirmed' ? 'doing' : 'done', detail);
}

function proofWords(answer: JournalLine['detail'][string] | undefined): string {
  switch (answer) {
    case 'accepted':
      return 'verified';
    case 'refused':
      return 'refused by Salesforce';
    case 'contained':
      return 'token request refused';
    case notContained:
      return 'refusal not verified yet';
    default:
      return "couldn't be verified";
  }
}
