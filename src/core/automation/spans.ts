import type { WatchedApp } from '../model/watched-app.ts';
import { day, minute } from '../plain/time.ts';

/** What passes by itself is tried again soon, what needs a person once a day: a lockout is worse than a late rotation. */
export const passingTroubleMs = 15 * minute;
export const lastingTroubleMs = day;

/** A staged pair that nobody has is replaced this long before Salesforce removes it. */
export const restageAheadMs = 3 * day;

/** Ahead of the due date by this much it is rotated: a week, so that a window comes along, or a day where there is none. */
export const windowAheadMs = 7 * day;
export const rotateAheadMs = day;

/** When the app is to be looked at again: every app a little later than asked for, each by its own share, so that they don't come all at once. */
export function checkDueAt({ lastCheck, consumerId, adoptedAt }: WatchedApp, checkEveryMs: number): number {
  if (lastCheck === null) return adoptedAt;
  return lastCheck.at + checkEveryMs + Math.floor(shareOf(consumerId) * checkEveryMs * 0.1);
}

/** From 0 to 1, always the same for the same text (FNV-1a). */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 0xffffffff;
}
