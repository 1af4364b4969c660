import type { Delivered } from '../model/app.ts';
import { type Consumer, isTestable, keyDelivered, keyReplaced, type TargetTest } from '../model/consumer.ts';
import type { Rotation } from '../model/rotation.ts';
import { consumerName, isManual, type Target, targetText } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { day } from '../plain/time.ts';
import type { Deliveries } from '../ports/ports.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';
import { fileProblems } from '../words/file-problems.ts';
import { type FileUse, lookingOnce, sharedFile } from './one-file-each.ts';

/** A target that works is tested again after this time. One that doesn't is tested whenever the app is checked. In ms. */
export const testEveryMs = 7 * day;

export type Inspects = Pick<Deliveries, 'inspect'>;

/** Also reads files again that were delivered to. */
export type Rechecks = Pick<Deliveries, 'inspect' | 'recheck' | 'keyIn'>;

/** Also finds two targets that are one file. */
export type Compares = Pick<Deliveries, 'inspect' | 'places'>;

interface Testing {
  readonly app: string;
  /** All of the app's consumers, to name the one that can't be reached. */
  readonly consumers: readonly Consumer[];
  /** The files of consumers, which the targets are compared with, and among each other. */
  readonly uses?: readonly FileUse[];
  readonly org?: string;
  /** Whether a rotation is about to begin, which can do without this consumer. */
  readonly isRotation?: boolean;
  /** After it, a file of another consumer that hasn't answered counts as a different one. */
  readonly patience?: AbortSignal;
}

/** Tests targets before anything else happens. @returns why the first of them can't be used, or null */
export async function unusableOf(
  deliveries: Compares,
  targets: readonly Target[],
  { app, consumers, uses = [], org = '', isRotation = false, patience }: Testing,
): Promise<KeyturnError | null> {
  const once = lookingOnce(deliveries);
  const problems = await Promise.all(
    targets.map(async (target, index) => {
      if (isManual(target)) return null;
      const before = targets
        .slice(0, index)
        .map((one) => ({ app, org, consumer: consumerName(one), target: one, isOwn: true }));
      return (await deliveries.inspect(target)) ?? (await sharedFile(once, target, [...uses, ...before], patience));
    }),
  );
  const index = problems.findIndex((problem) => problem !== null);
  const target = targets[index];
  if (!target) return null;
  const text = targetText(target);
  const name = consumers.find((one) => targetText(one.target) === text)?.name ?? null;
  return reason('DeliveryUnusable', { app, target: text, problem: problems[index] ?? '', name, isRotation });
}

/** The consumers with a new test of those whose turn it is. */
export async function tested(
  deliveries: Inspects,
  consumers: readonly Consumer[],
  { now, everyMs }: { readonly now: number; readonly everyMs: number },
): Promise<readonly Consumer[]> {
  return Promise.all(
    consumers.map(async (consumer) => {
      if (!isTestable(consumer) || !isDue(consumer.test, now, everyMs)) return consumer;
      return {
        ...consumer,
        test: nextTest(consumer.test, { at: now, problem: await deliveries.inspect(consumer.target) }),
      };
    }),
  );
}

interface Held {
  readonly watched: WatchedApp;
  /** The newest run; null if there never was one. */
  readonly newest: Rotation | null;
  /** The consumers of the app after their test. */
  readonly reached: readonly Consumer[];
  /** Credentials by their consumer key; null if they aren't stored. */
  readonly pairOf: (consumerKey: string) => Promise<Delivered | null>;
}

/**
 * The consumers just tested, with a problem if their file no longer has what was delivered to it, or has other credentials than
 * the current ones while no run is open. The next delivery restores it, or a person.
 */
export function stillHeld(
  deliveries: Pick<Rechecks, 'recheck' | 'keyIn'>,
  { watched, newest, reached, pairOf }: Held,
): Promise<readonly Consumer[]> {
  return Promise.all(
    reached.map(async (consumer) => {
      const before = watched.consumers.find(({ name }) => name === consumer.name);
      const isNewTest = before !== consumer && consumer.test?.problem === null;
      if (!isNewTest || consumer.target.kind !== 'file') return consumer;
      const replaced = keyReplaced(consumer, newest, watched);
      const isStale =
        replaced !== null && (await deliveries.recheck(consumer.target, { consumerKey: replaced })) === null;
      const key = keyDelivered(consumer, newest, watched);
      const pair = key === null ? null : await pairOf(key);
      const behind = await keyApart(deliveries, watched, { consumer, newest });
      if (pair === null && !isStale && behind === null) return consumer;
      const has = behind === newest?.ends ? fileProblems.hasPrevious : fileProblems.hasOthers;
      const other = pair === null ? fileProblems.stillPrevious : await deliveries.recheck(consumer.target, pair);
      const problem = behind === null ? other : has(behind);
      const found = withProblem(consumer, before?.test ?? null, problem);
      return found === consumer || !found.test ? consumer : { ...found, test: { ...found.test, isLost: true } };
    }),
  );
}

/**
 * The consumer key in the file of a consumer that no run accounts for. What an open run delivers is compared by its own record, but
 * one that only stages delivers nothing; a file may have its credentials early.
 */
async function keyApart(
  deliveries: Pick<Deliveries, 'keyIn'>,
  watched: Pick<WatchedApp, 'consumerKey'>,
  { consumer, newest }: { readonly consumer: Consumer; readonly newest: Rotation | null },
): Promise<string | null> {
  const open = newest?.finishedAt === null ? newest : null;
  if (open && (open.kind !== 'stage' || open.rotatedAt !== null)) return null;
  const key = await keyBehind(deliveries, watched, consumer);
  return key === open?.stays ? null : key;
}

/** The consumer key in the file of a consumer, if it isn't the current one; null if it is, or if there is none. */
export async function keyBehind(
  deliveries: Pick<Deliveries, 'keyIn'>,
  { consumerKey }: Pick<WatchedApp, 'consumerKey'>,
  { target }: Pick<Consumer, 'target'>,
): Promise<string | null> {
  const key = await deliveries.keyIn(target);
  return key === consumerKey ? null : key;
}

/** The consumer with one more problem, if its target can be used otherwise. @param last the test before this one */
export function withProblem(consumer: Consumer, last: TargetTest | null, problem: string | null): Consumer {
  const { test } = consumer;
  if (test === null || test.problem !== null || problem === null) return consumer;
  return { ...consumer, test: nextTest(last, { at: test.at, problem }) };
}

function isDue(test: TargetTest | null, now: number, everyMs: number): boolean {
  return test === null || test.problem !== null || test.at > now || now >= test.at + everyMs;
}

function nextTest(before: TargetTest | null, { at, problem }: Omit<TargetTest, 'since'>): TargetTest {
  const isSame = before !== null && (before.problem === null) === (problem === null);
  return { at, problem, since: isSame ? before.since : at };
}
