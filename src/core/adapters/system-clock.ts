import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../ports/ports.ts';

/** Node's timers take at most 2^31 - 1 ms. Longer ones fire at once. */
const longestTimer = 2 ** 31 - 1;

/** The time of this computer. Nothing else reads it. */
export function systemClock(): Clock {
  return { now, sleep, deadline: (ms) => AbortSignal.timeout(ms) };
}

function now(): number {
  // biome-ignore lint/plugin: this is the clock that all other code gets.
  return Date.now();
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  let left = ms;
  do {
    await wait(Math.min(left, longestTimer), signal);
    left -= longestTimer;
  } while (left > 0);
}

/** Rejects with the reason of the signal, like other APIs. */
async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch((error: unknown) => {
    throw signal?.aborted ? signal.reason : error;
  });
}
