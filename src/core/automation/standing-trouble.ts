import type { Rotation } from '../model/rotation.ts';
import type { Trouble, WatchedApp } from '../model/watched-app.ts';

/**
 * The app's problem if it still applies, or null. A problem that stopped a run is handled with the run, and a later check
 * proves that the app can be reached.
 */
export function standingTrouble({ trouble, lastCheck }: WatchedApp, rotation: Rotation | null): Trouble | null {
  if (trouble === null || trouble.code === rotation?.stop?.code || trouble.code === 'HandOverPending') return null;
  return lastCheck !== null && lastCheck.at > trouble.triedAt ? null : trouble;
}
