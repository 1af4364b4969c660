import { consumerFailingWords, consumerLostWords } from '../words/consumer-notices.ts';
import { repeating } from './ladder.ts';
import type { Matter, ReminderFacts } from './matter.ts';

/** Consumers to which credentials can't be delivered, so that it is known before the rotation. */
export function consumerMatters({ watched, rotation }: ReminderFacts): readonly Matter[] {
  return watched.consumers.flatMap((consumer): readonly Matter[] => {
    const { target, test } = consumer;
    if (test === null || test.problem === null) return [];
    const { since, problem } = test;
    const isRunOpen = rotation?.finishedAt === null;
    const text = () =>
      test.isLost
        ? consumerLostWords(watched, consumer, problem, isRunOpen)
        : consumerFailingWords(watched, consumer, problem);
    const words = () => ({ severity: 'caution', ...text() }) as const;
    const subject = [encodeURIComponent(`${target.kind}:${target.name}`), since];
    return [{ kind: 'consumer-failing', subject, ladder: repeating(since, 7), words }];
  });
}
