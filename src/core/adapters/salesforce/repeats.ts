/**
 * Repeats of reads whose connection broke or whose org was busy. When several reads fail at the same time, only one of them is
 * repeated, and the others wait to see whether it gets an answer. Without this, each of the many reads of a plan would be sent three
 * times to an org that is down. Later reads are sent once until the org answers again: whoever sends them waits in between.
 */
export function createRepeats(): () => Repeats {
  /** Reads that were given up. */
  let givenUp = 0;
  let isDown = false;
  let scout: Promise<void> | null = null;
  return () => {
    const before = givenUp;
    const wasDown = isDown;
    let report: (() => void) | null = null;
    return {
      mayRepeat: async (signal) => {
        if (wasDown) return false;
        if (report) return true;
        if (scout) await ended(scout, signal);
        else if (givenUp === before) {
          const { promise, resolve } = Promise.withResolvers<void>();
          [scout, report] = [promise, resolve];
        }
        return givenUp === before;
      },
      end: (isAnswered, hasBrokenOff) => {
        if (isAnswered || hasBrokenOff) isDown = !isAnswered;
        if (!isAnswered) givenUp += 1;
        if (!report) return;
        scout = null;
        report();
      },
    };
  };
}

/** One read. */
export interface Repeats {
  /** Whether the read may be repeated after it failed. If another one is repeated at the moment, it waits for that. @throws the signal's reason */
  mayRepeat(signal: AbortSignal): Promise<boolean>;
  /**
   * @param isAnswered whether the org answered in the end
   * @param hasBrokenOff whether its connection broke, or it was busy, in the end. Neither is so without a request, for example
   */
  end(isAnswered: boolean, hasBrokenOff: boolean): void;
}

async function ended(scout: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  await Promise.race([scout, promise]).finally(() => signal.removeEventListener('abort', leave));
}
