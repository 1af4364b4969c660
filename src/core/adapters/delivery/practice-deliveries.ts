import { type FileUse, sharedFile } from '../../acts/one-file-each.ts';
import { fileOf } from '../../model/new-file-access.ts';
import type { Target } from '../../model/target.ts';
import { outsideError } from '../../plain/outside-text.ts';
import type { Deliveries } from '../../ports/ports.ts';
import { practiceFileWords } from '../../words/deliveries.ts';
import { systemCalls } from '../file-calls.ts';
import { hasOtherKey } from './pair-file.ts';
import { inWords } from './problem-words.ts';

export interface PracticeFiles {
  /** The files of consumers in real orgs. @throws Error with a sentence if they can't be read */
  realFiles(): readonly FileUse[];
  /** Every key that the practice org's consumers may have. */
  practiceKeys(): readonly string[];
}

/**
 * Deliveries that leave alone what an integration of a real org may read: a file that a consumer there has, and a file with
 * credentials that aren't the practice org's. Looks right before each delivery.
 */
export function practiceDeliveries(deliveries: Deliveries, { realFiles, practiceKeys }: PracticeFiles): Deliveries {
  const ofReal = (target: Target) =>
    inWords(async () => {
      let uses: readonly FileUse[];
      try {
        uses = realFiles();
      } catch (error) {
        return practiceFileWords.unknown(outsideError(error));
      }
      return sharedFile(deliveries, target, uses);
    });
  /** @param unread what is said if keyturn's own records can't be read */
  const foreign = ({ name }: Target, unread: (problem: string) => string | null) =>
    inWords(async () => {
      let keys: readonly string[];
      try {
        keys = practiceKeys();
      } catch (error) {
        return unread(outsideError(error));
      }
      const isForeign = await hasOtherKey({ calls: systemCalls }, fileOf(name).path, keys);
      return isForeign ? practiceFileWords.foreign : null;
    });
  return {
    ...deliveries,
    inspect: async (target) => {
      if (target.kind !== 'file') return deliveries.inspect(target);
      // A fault of keyturn's own state is none of the consumer's. The delivery looks again.
      return (await deliveries.inspect(target)) ?? (await ofReal(target)) ?? foreign(target, () => null);
    },
    deliver: async (target, handOver, signal) => {
      if (target.kind !== 'file') return deliveries.deliver(target, handOver, signal);
      const problem = await ofReal(target);
      if (problem !== null) return problem;
      await deliveries.settle(target);
      return (await foreign(target, practiceFileWords.unreadKeys)) ?? deliveries.deliver(target, handOver, signal);
    },
    settle: async (target) => {
      if (target.kind !== 'file' || (await ofReal(target)) === null) await deliveries.settle(target);
    },
  };
}
