import type { Clock } from '../ports/ports.ts';

/** Timers of Node hold at most 2^31 - 1 ms; longer ones fire at once. */
const longestTimer = 2 ** 31 - 1;

/** The machine's own time: the one place that reads it. */
export function systemClock(): Clock {
  return { now, sleep, deadline: (ms) => AbortSignal.timeout(ms) };
}

function now(): number {
  // biome-ignore lint/plugin: this is the clock that all other code is given.
  return Date.now();
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  let left = ms;
  do {
    await wait(Math.min(left, longestTimer), signal);
    left -= longestTimer;
  } while (left > 0);
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
