import { createTurns } from '../../plain/turns.ts';

/** From here on, an answer is large. In bytes. */
export const largeBytes = 256 * 1024;

/**
 * Large answers are received and read one at a time. An org may send ten at once, and in parallel each would need many times
 * its size.
 */
const turns = createTurns(1);

/**
 * Calls `begin` as soon as no other large answer is being read. The turn lasts until what is returned was called, and the code that
 * then runs has read the answer.
 */
export function largeAnswer(begin: () => void, signal: AbortSignal): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  const work = () => {
    begin();
    return promise;
  };
  // A request that is over needs no turn.
  turns.run(work, signal).catch(() => undefined);
  // The answer is parsed before the event loop gets there.
  return () => void setImmediate(resolve);
}
