import { graceEndsAt } from '../machine/policies.ts';
import type { JournalLine } from '../model/journal.ts';
import { nameOfTarget } from '../model/rotation.ts';
import { plainText, shortKey } from '../plain/text.ts';
import type { AppStatus } from './status.ts';

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
    const words = line.event === 'done' && missed.has(line.intent) ? null : wordsOf(line);
    const isTrouble = line.event === 'failed' || line.detail.answer === 'refused' || isMissed(line);
    return words === null ? [] : [{ at: line.at, words, isTrouble }];
  });
  return events.filter(({ words }, index) => !isRepeated(words, events[index + 1]?.words)).reverse();
}

function isMissed({ event, action, detail }: JournalLine): boolean {
  return event === 'noted' && action === 'deliver' && typeof detail.problem === 'string';
}

function isRepeated(words: string, next: string | undefined): boolean {
  return words === next && words.startsWith('proof');
}

type Words = string | ((detail: JournalLine['detail']) => string);

/** Acts that a person wants to see once they were done; the others are steps on the way. */
const done: Readonly<Partial<Record<JournalLine['action'], Words>>> = {
  deploy: 'settings deployed',
  'restore-pre-image': 'settings put back as they were',
  'grant-permission-set': 'permission set granted',
  'create-user': 'execution user created',
  'borrow-secret-access': 'secret access over REST borrowed',
  'return-secret-access': 'secret access over REST given back',
  stage: 'new pair staged',
  deliver: ({ target }) => `handed over: ${plainText(String(target), 60)}`,
  contain: ({ by }) => (by === 'freeze' ? 'execution user frozen' : 'OAuth of the app turned off'),
  'open-again': ({ by }) => (by === 'freeze' ? 'execution user unfrozen' : 'OAuth of the app on again'),
  'replace-by-deploy': 'pair replaced by a deploy',
  report: 'incident report written',
  rotate: ({ consumerKey }) => `rotated: ${keyOf(consumerKey)} is primary`,
  'delete-pair': ({ consumerKey }) => `pair ${keyOf(consumerKey)} deleted`,
};

const noted: Readonly<Partial<Record<JournalLine['action'], Words>>> = {
  watch: 'put under watch',
  unwatch: 'no longer watched',
  prove: ({ answer, consumerKey, user }) =>
    `proof ${plainText(String(answer), 20)}: ${consumerKey ? keyOf(consumerKey) : plainText(String(user ?? ''), 60)}`,
  deliver: ({ target, problem }) =>
    `not handed over: ${plainText(String(target), 60)} (${plainText(String(problem), 60)})`,
  reveal: ({ slot, to }) => `${plainText(String(slot), 20)} pair revealed (${plainText(String(to), 40)})`,
  'hand-over': ({ target, status }) =>
    `${plainText(nameOfTarget(String(target)), 60)} ${status === 'confirmed' ? 'has the new pair, a person said' : 'must be updated by a person'}`,
  'begin-rotation': ({ kind }) => `${plainText(String(kind), 20)} begun`,
  'finish-rotation': ({ outcome }) => `finished: ${plainText(String(outcome), 20)}`,
  'accept-risk': ({ reason }) => `risk accepted: ${plainText(String(reason), 60)}`,
};

function wordsOf({ event, action, detail }: JournalLine): string | null {
  const said = (words: Words | undefined) => (typeof words === 'function' ? words(detail) : (words ?? null));
  switch (event) {
    case 'done':
      return said(done[action]);
    case 'recovered':
      return done[action] ? `${action} was interrupted, and looked up in the org` : null;
    case 'failed':
      return `${action} failed: ${plainText(String(detail.reason ?? 'no reason given'), 60)}`;
    case 'noted':
      return said(noted[action]);
    case 'intended':
      return null;
  }
}

function keyOf(key: JournalLine['detail'][string] | undefined): string {
  return shortKey(String(key ?? '?'));
}
