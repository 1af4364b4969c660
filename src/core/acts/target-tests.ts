import { type Consumer, isTestable, type TargetTest } from '../model/consumer.ts';
import { isManual, type Target, targetText } from '../model/target.ts';
import { day } from '../plain/time.ts';
import type { Deliveries } from '../ports/ports.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';

/** A target that works is tested again after this time. One that doesn't is tested whenever the app is checked. In ms. */
export const testEveryMs = 7 * day;

export type Inspects = Pick<Deliveries, 'inspect'>;

interface Testing {
  readonly app: string;
  /** All of the app's consumers, to name the one that can't be reached. */
  readonly consumers: readonly Consumer[];
  /** Whether a rotation is about to begin, which can do without this consumer. */
  readonly isRotation?: boolean;
}

/** Tests targets before anything else happens. @returns why the first of them can't be used, or null */
export async function unusableOf(
  deliveries: Inspects,
  targets: readonly Target[],
  { app, consumers, isRotation = false }: Testing,
): Promise<KeyturnError | null> {
  const problems = await Promise.all(targets.map((target) => (isManual(target) ? null : deliveries.inspect(target))));
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

function isDue(test: TargetTest | null, now: number, everyMs: number): boolean {
  return test === null || test.problem !== null || test.at > now || now >= test.at + everyMs;
}

function nextTest(before: TargetTest | null, { at, problem }: Omit<TargetTest, 'since'>): TargetTest {
  const isSame = before !== null && (before.problem === null) === (problem === null);
  return { at, problem, since: isSame ? before.since : at };
}
