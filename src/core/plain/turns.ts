/** Limits how many works run at a time. The others wait, first come, first served. */
export interface Turns {
  /**
   * Runs `work` when its turn comes. The turn ends with `work`, also if it fails.
   * @throws the signal's reason if it aborts before the turn
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
