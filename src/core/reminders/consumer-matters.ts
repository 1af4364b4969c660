import { failedTest } from '../model/consumer.ts';
import { leftBehind } from '../model/left-behind.ts';
import { consumerFailingWords, consumerLeftWords, consumerLostWords } from '../words/consumer-notices.ts';
import { repeating } from './ladder.ts';
import type { Matter, ReminderFacts } from './matter.ts';

/** Consumers that a run left without the current credentials, and those to which none can be delivered, before the rotation. */
export function consumerMatters({ watched, rotation }: ReminderFacts): readonly Matter[] {
  return watched.consumers.flatMap((consumer): readonly Matter[] => {
    const { target } = consumer;
    const left = leftBehind(consumer, rotation, watched);
    if (left) {
      const subject = [encodeURIComponent(`${target.kind}:${target.name}`), left.since];
      const said = () => consumerLeftWords(watched, consumer, left, rotation);
      const words = () => ({ severity: 'caution', ...said() }) as const;
      return [{ kind: 'consumer-failing', subject, ladder: repeating(left.since, 7), words }];
    }
    const test = failedTest(consumer, rotation, watched);
    if (test === null) return [];
    const { since, problem } = test;
    const open = rotation?.finishedAt === null ? rotation : null;
    const text = () =>
      test.isLost
        ? consumerLostWords(watched, consumer, problem, open)
        : consumerFailingWords(watched, consumer, problem);
    const words = () => ({ severity: 'caution', ...text() }) as const;
    const subject = [encodeURIComponent(`${target.kind}:${target.name}`), since];
    return [{ kind: 'consumer-failing', subject, ladder: repeating(since, 7), words }];
  });
}
