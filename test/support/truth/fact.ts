import { clockGapSeen } from '../../../src/core/model/watched-app.ts';
import { relativeTime } from '../../../src/core/plain/duration.ts';
import { shortKey } from '../../../src/core/plain/text.ts';
import { isoDay, minute } from '../../../src/core/plain/time.ts';
import { type Blanks, dayOf, type Found, type Pattern, patternOf, spanOf } from './blanks.ts';
import type { AppTruth, PairTruth, RunTruth, Truth, WatchedTruth } from './truth.ts';

/** True, false with the truth in words, or null if this home's truth doesn't decide. */
export type Judgement = boolean | null | string;

/** The truth at the moment of a text, and before the command that printed it. */
export interface Scene {
  readonly truth: Truth;
  /** The truth before the program started. */
  readonly before: Truth;
  /** The truth at the program's last fresh statement before this one. */
  readonly recent: Truth;
  /** The command line. */
  readonly args: readonly string[];
}

export interface Fact {
  /** The word functions or texts that it comes from, as the catalog names them. */
  readonly of: readonly string[];
  readonly pattern: Pattern;
  /** The text, for people. */
  readonly sample: string;
  readonly judge: (facts: Found['facts'], scene: Scene) => Judgement;
  /** It says that something has not changed, so it can't be old: it must be true when it is read. */
  readonly isOfChange: boolean;
}

type Say = (blanks: Blanks) => string;

/**
 * A text that states a fact, and when it is true.
 * @param of its name in the catalog, or several
 * @param say makes it, once for each form that it can have
 */
export function fact(
  of: string | readonly string[],
  say: Say | readonly Say[],
  judge: Fact['judge'],
  { isOfChange = false } = {},
): readonly Fact[] {
  const names = typeof of === 'string' ? [of] : of;
  return [say].flat().map((one) => ({
    of: names,
    pattern: patternOf(one as Say),
    sample: sampleOf(one as Say),
    judge,
    isOfChange,
  }));
}

function sampleOf(say: Say): string {
  const mark = (name: string) => `<${name}>`;
  const at = Date.UTC(2026, 0, 1);
  return say({
    now: at,
    app: (name = 'app') => mark(name),
    user: (name = 'user') => mark(name),
    word: mark,
    words: mark,
    key: mark,
    count: () => 3,
    day: () => at,
    past: () => at,
    future: () => at,
    when: mark,
    dayText: mark,
  });
}

/** The apps of the practice org that a text may mean: by developer name, or by the label that keyturn knows. */
export function appsNamed({ org, apps }: Truth, name: string): readonly AppTruth[] {
  const called = new Set([name, ...apps.filter(({ label }) => label === name).map(({ app }) => app)]);
  return (org?.apps ?? []).filter(
    ({ developerName }) => called.has(developerName) || developerName === name.replaceAll(' ', '_'),
  );
}

export function watchedNamed({ apps }: Truth, name: string): readonly WatchedTruth[] {
  return apps.filter(({ app, label }) => app === name || label === name);
}

/** The newest run of a watched app. */
export function newestRun(
  { runs }: Truth,
  { orgId, consumerId }: Pick<WatchedTruth, 'orgId' | 'consumerId'>,
): RunTruth | null {
  const all = runs.filter((run) => run.orgId === orgId && run.consumerId === consumerId);
  return all.find(({ finishedAt }) => finishedAt === null) ?? all.at(-1) ?? null;
}

export function openRuns({ runs }: Truth): readonly RunTruth[] {
  return runs.filter(({ finishedAt }) => finishedAt === null);
}

export function pairsOf(app: AppTruth): readonly PairTruth[] {
  return app.consumers.flatMap(({ pairs }) => pairs);
}

/** Every set of credentials that the practice org knows, by the key as a text shows it. */
export function pairsByKey({ org }: Truth, shown: string): readonly PairTruth[] {
  return (org?.apps ?? [])
    .flatMap(pairsOf)
    .filter(({ consumerKey }) => consumerKey === shown || shortKey(consumerKey) === shown);
}

/** Judges each thing that a text may mean. True if it is true of one; null if there is none. */
export function ofAny<Thing>(things: readonly Thing[], judge: (thing: Thing) => Judgement): Judgement {
  const judged = things.map(judge);
  if (judged.includes(true)) return true;
  return judged.find((one) => typeof one === 'string' || one === false) ?? null;
}

/** A fact whose pattern no text function can make alone, such as a row of a table. */
export function row(
  of: string | readonly string[],
  sample: string,
  regexp: RegExp,
  judge: Fact['judge'],
): readonly Fact[] {
  const find = (among: string) =>
    [...among.matchAll(regexp)].map(({ 0: text, groups = {} }) => ({ text, facts: { ...groups } }));
  return [{ of: typeof of === 'string' ? [of] : of, pattern: { find }, sample, judge, isOfChange: false }];
}

/** The watched apps that a text without a name means: those of the command line, else all. */
export function watchedHere({ truth, args }: Pick<Scene, 'truth' | 'args'>): readonly WatchedTruth[] {
  const words = args.map((word) => word.slice(word.lastIndexOf('/') + 1).toLowerCase());
  const named = truth.apps.filter(
    ({ app, label }) => words.includes(app.toLowerCase()) || words.includes(label.toLowerCase()),
  );
  return named.length > 0 ? named : truth.apps;
}

export function orgAppOf({ org }: Truth, { app }: { readonly app: string }): AppTruth | null {
  return org?.apps.find(({ developerName }) => developerName === app) ?? null;
}

/** The current credentials of a watched app's OAuth consumer, as the org has them. */
export function primaryOf(truth: Truth, watched: WatchedTruth): PairTruth | null {
  const consumers = orgAppOf(truth, watched)?.consumers ?? [];
  const consumer = consumers.find(({ id }) => id === watched.consumerId);
  return consumer?.pairs.find(({ slot }) => slot === 'primary') ?? null;
}

/** Whether an instant is when a text says, in words for people if not. */
export function isAt(at: number | null, shown: string, now: number): Judgement {
  if (at === null) return `there is no such time, not ${shown}`;
  const [from, to] = spanOf(shown);
  // A screen may be a moment old.
  const slack = 2 * minute;
  const isSo = at - now >= from - slack && at - now <= to + slack;
  return isSo || `it is ${relativeTime(at, now)}, not ${shown}`;
}

export function isOnDay(at: number | null, shown: string, now: number): Judgement {
  if (at === null) return `there is no such day, not ${shown}`;
  return dayOf(shown, now) === isoDay(at) || `the day is ${isoDay(at)}, not ${shown}`;
}

/** The time by the org's clock, as keyturn last saw it: ages, due dates and grace periods count by it. */
export function orgNow({ now }: Pick<Truth, 'now'>, watched: WatchedTruth): number {
  return now + clockGapSeen(watched as never, now);
}

/** The first judgement that isn't true. */
export function all(...judgements: readonly Judgement[]): Judgement {
  return judgements.find((one) => one !== true) ?? true;
}
