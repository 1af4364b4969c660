/**
 * Seconds to wait after each try for a change to reach all servers of Salesforce, which takes seconds as a rule and up
 * to 15 minutes at worst. The seventh try comes 60 s after the first, when a refusal can become final.
 */
export const propagationDelays: readonly number[] = [2, 3, 5, 10, 15, 25, 30, 30, 60, 60, 60, 120, 120, 180, 180];

/**
 * How long to wait before asking again, in ms; null when it has been asked often enough.
 * @param attempt how many tries there were, 1 after the first
 */
export function nextDelay(attempt: number): number | null {
  const seconds = propagationDelays[attempt - 1];
  return seconds === undefined ? null : seconds * 1000;
}
