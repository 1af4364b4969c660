import { second } from '../../plain/time.ts';
import type { Turns } from '../../plain/turns.ts';

/** Told that an org hasn't answered for a while. @param deadlineMs how long keyturn waits for an answer */
export type SlowAnswer = (deadlineMs: number) => void;

/** Without an answer for this long, a person wants to know what keyturn waits for. */
export const slowAfterMs = 3 * second;

/** By the request queue of an org, which all of its sessions in this process share. */
const listeners = new WeakMap<Turns, SlowAnswer>();

export function listenForSlowness(turns: Turns, listener: SlowAnswer): void {
  listeners.set(turns, listener);
}

/** A request was sent. @returns a function for its end */
export function watchAnswer(turns: Turns, deadlineMs: number): () => void {
  const listener = listeners.get(turns);
  if (!listener) return () => undefined;
  const timer = setTimeout(() => listener(deadlineMs), slowAfterMs);
  return () => clearTimeout(timer);
}
