import type { Rotation } from '../model/rotation.ts';
import type { Trouble, WatchedApp } from '../model/watched-app.ts';

/**
 * The trouble that is still in the way, or null: what stops a run is kept, told and answered there, and an app that was
 * looked at since then could be reached.
 */
export function standingTrouble({ trouble, lastCheck }: WatchedApp, rotation: Rotation | null): Trouble | null {
  if (trouble === null || trouble.code === rotation?.stop?.code || trouble.code === 'HandOverPending') return null;
  return lastCheck !== null && lastCheck.at > trouble.triedAt ? null : trouble;
}
