/** Lets so many work at a time; the others wait in line, first come first served. */
export interface Turns {
  /**
   * Runs `work` when it is its turn; the turn is over when `work` is, however it ends.
   * @throws the signal's reason when it is aborted before that
   */
  run<Value>(work: () => Promise<Value>, signal?: AbortSignal): Promise<Value>;
}

export function createTurns(atOnce: number): Turns {
  let free = atOnce;
  const line = new Set<() => void>();
  const next = (): void => {
    const [first] = line;
    if (!first) free += 1;
    else {
      line.delete(first);
      first();
    }
  };
  const turn = (signal: AbortSignal | undefined): Promise<void> | void => {
    signal?.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        line.delete(enter);
        reject(signal?.reason);
      };
      const enter = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      line.add(enter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  };
  return {
    run: async (work, signal) => {
      await turn(signal);
      try {
        return await work();
      } finally {
        next();
      }
    },
  };
}
