import { consumerFailingWords, consumerLostWords } from '../words/consumer-notices.ts';
import { repeating } from './ladder.ts';
import type { Matter, ReminderFacts } from './matter.ts';

/** Consumers to which credentials can't be delivered, so that it is known before the rotation. */
export function consumerMatters({ watched }: ReminderFacts): readonly Matter[] {
  return watched.consumers.flatMap((consumer): readonly Matter[] => {
    const { target, test } = consumer;
    if (test === null || test.problem === null) return [];
    const { since, problem } = test;
    const wordsOf = test.isLost ? consumerLostWords : consumerFailingWords;
    const words = () => ({ severity: 'caution', ...wordsOf(watched, consumer, problem) }) as const;
    const subject = [encodeURIComponent(`${target.kind}:${target.name}`), since];
    return [{ kind: 'consumer-failing', subject, ladder: repeating(since, 7), words }];
  });
}
