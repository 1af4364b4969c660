import { type Consumer, isSameName } from '../model/consumer.ts';
import { isSameTarget, targetText } from '../model/target.ts';
import type { Journal } from '../ports/ports.ts';
import { type About, noted } from './noted.ts';

/** Records in the audit trail which consumers were added or removed, or turned out to be reachable or not. */
export async function noteConsumers(
  journal: Pick<Journal, 'append'>,
  app: About,
  [before, after]: readonly [readonly Consumer[], readonly Consumer[]],
): Promise<void> {
  const ofBefore = (one: Consumer) => before.find(({ target }) => isSameTarget(target, one.target));
  const isIn = (all: readonly Consumer[], one: Consumer) => all.some(({ name }) => isSameName(name, one.name));
  const added = after.filter((one) => !isIn(before, one) && !ofBefore(one));
  const removed = before.filter(
    (one) => !isIn(after, one) && !after.some(({ target }) => isSameTarget(target, one.target)),
  );
  const isNews = (one: Consumer) => (ofBefore(one)?.test?.problem ?? null) === null;
  const changed = after.filter((one) => one.test && isNews(one) !== (one.test.problem === null));
  await Promise.all([
    ...added.map((one) => noted(journal, app, 'add-consumer', detailOf(one))),
    ...removed.map((one) => noted(journal, app, 'remove-consumer', detailOf(one))),
    ...changed.map((one) =>
      noted(journal, app, 'test-consumer', { ...detailOf(one), problem: one.test?.problem ?? null }),
    ),
  ]);
}

/** Contact and notes may name people: they aren't in the audit trail. */
export function detailOf({ name, target }: Pick<Consumer, 'name' | 'target'>) {
  return { consumer: name, target: targetText(target) };
}
