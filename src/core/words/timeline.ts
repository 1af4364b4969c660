import type { AppStatus } from '../model/app-status.ts';
import type { JournalLine } from '../model/journal.ts';
import { graceEndsAt } from '../model/rotation.ts';
import { plainText, shortKey } from '../plain/text.ts';
import { type Act, actWords, keyWords } from './acts.ts';

export interface TimelineEvent {
  /** Epoch ms. */
  readonly at: number;
  readonly words: string;
  readonly isTrouble: boolean;
}

/** What is to come for an app, soonest first. */
export function comingEvents({ watched, rotation, dueAt }: AppStatus): readonly TimelineEvent[] {
  const open = rotation?.finishedAt === null ? rotation : null;
  const stagedUntil = open?.rotatedAt == null ? (open?.staged?.expiresAt ?? null) : null;
  const graceEnd = open && graceEndsAt(open);
  const all: readonly (readonly [number | null, string])[] = [
    [dueAt, `${shortKey(watched.consumerKey)} is due: ${watched.policy.maxAgeDays} days old at most`],
    [stagedUntil, 'Salesforce takes the staged pair away'],
    [graceEnd, 'grace of the old pair ends'],
    [open?.overlapEndsAt ?? null, 'Salesforce takes the old pair away'],
  ];
  return all
    .flatMap(([at, words]) => (at === null ? [] : [{ at, words, isTrouble: false }]))
    .sort((one, other) => one.at - other.at);
}

/** What happened to an app, newest first; proofs that gave the same answer in a row are one event. */
export function pastEvents(lines: readonly JournalLine[]): readonly TimelineEvent[] {
  // A program that was run and did not take the pair: what follows it in the trail is no hand-over.
  const missed = new Set(lines.filter(isMissed).map(({ intent }) => intent));
  const events = lines.flatMap((line): TimelineEvent[] => {
    const isMissedOutcome = line.event === 'done' && missed.has(line.intent);
    const words = isMissedOutcome || !isWanted(line) ? null : lineWords(line);
    const isTrouble = line.event === 'failed' || line.detail.answer === 'refused' || isMissed(line);
    return words === null ? [] : [{ at: line.at, words, isTrouble }];
  });
  return events.filter(({ words }, index) => !isRepeated(words, events[index + 1]?.words)).reverse();
}

export function isMissed({ event, action, detail }: JournalLine): boolean {
  return event === 'noted' && action === 'deliver' && typeof detail.problem === 'string';
}

function isRepeated(words: string, next: string | undefined): boolean {
  return words === next && words.startsWith('proof');
}

/** Acts that a person wants to see once they were done; the others are steps on the way. */
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
  'report',
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
  'accept-risk',
]);

function isWanted({ event, action }: JournalLine): boolean {
  if (event === 'done' || event === 'recovered') return done.has(action);
  return event !== 'noted' || action === 'prove' || action === 'deliver' || noted.has(action);
}

/** What a line of the journal says; null for an act that is only intended. */
export function lineWords({ event, action, detail }: JournalLine): string | null {
  switch (event) {
    case 'done':
      return `${actWords(action, 'done', detail)}${keyOf(action, detail)}`;
    case 'recovered':
      return `${actWords(action, 'doing', detail)} was interrupted, and looked up in the org`;
    case 'failed':
      return `${actWords(action, 'failed', detail)}: ${plainText(String(detail.reason ?? 'no reason given'), 60)}`;
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
  const { answer, consumerKey, user, target, problem, status } = detail;
  if (action === 'prove')
    return `proof ${plainText(String(answer), 20)}: ${consumerKey ? keyWords(consumerKey) : plainText(String(user ?? ''), 60)}`;
  if (action === 'deliver' && typeof problem === 'string')
    return `not handed over: ${plainText(String(target), 60)} (${plainText(String(problem), 60)})`;
  return actWords(action, action === 'hand-over' && status !== 'confirmed' ? 'doing' : 'done', detail);
}
