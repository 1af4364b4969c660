import type { WatchedApp } from '../model/watched-app.ts';
import { day, minute } from '../plain/time.ts';

/** Retry delays: soon after temporary problems, daily if a person is needed. A lockout is worse than a late rotation. */
export const passingTroubleMs = 15 * minute;
export const lastingTroubleMs = day;

/** Undelivered staged credentials are replaced this long before they expire. */
export const restageAheadMs = 3 * day;

/** How long before the due date the daemon rotates: a week if it must wait for a maintenance window, otherwise a day. */
export const windowAheadMs = 7 * day;
export const rotateAheadMs = day;

/** When to check the app next. Apps are delayed by different amounts of up to 10 %, so that they aren't all checked at once. */
export function checkDueAt({ lastCheck, consumerId, adoptedAt }: WatchedApp, checkEveryMs: number): number {
  if (lastCheck === null || lastCheck.isFirstLook) return adoptedAt;
  return lastCheck.at + checkEveryMs + Math.floor(shareOf(consumerId) * checkEveryMs * 0.1);
}

/** A number from 0 to 1, always the same for the same text (FNV-1a). */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 0xffffffff;
}
