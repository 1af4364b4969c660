import type { TokenAnswer } from '../model/token-answer.ts';

/**
 * Seconds to wait after each attempt until a change has reached all of Salesforce's servers. That usually takes seconds, at
 * worst 15 minutes. The seventh attempt comes 60 s after the first, when a refusal can become final.
 */
export const propagationDelays: readonly number[] = [2, 3, 5, 10, 15, 25, 30, 30, 60, 60, 60, 120, 120, 180, 180];

/** Whether nobody waited for this answer any more, so that its silence says nothing about the token endpoint. */
export function isCutOff({ kind }: TokenAnswer, signal: AbortSignal | undefined): boolean {
  return kind === 'silence' && signal?.aborted === true;
}

/**
 * How long to wait before the next attempt, in ms; null if there were enough.
 * @param attempt number of attempts so far
 */
export function nextDelay(attempt: number): number | null {
  const seconds = propagationDelays[attempt - 1];
  return seconds === undefined ? null : seconds * 1000;
}
