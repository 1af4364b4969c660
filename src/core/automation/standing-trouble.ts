import { goneFinding } from '../model/gone.ts';
import type { Rotation } from '../model/rotation.ts';
import type { Trouble, WatchedApp } from '../model/watched-app.ts';

/**
 * The app's problem if it still applies, or null. A problem that stopped a run is handled with the run, a later check proves that
 * the app can be reached, and the finding that the app is gone says what its absence means.
 */
export function standingTrouble(watched: WatchedApp, rotation: Rotation | null): Trouble | null {
  const { trouble, lastCheck } = watched;
  if (trouble === null || trouble.code === rotation?.stop?.code || trouble.code === 'HandOverPending') return null;
  if (trouble.code === 'AppUnknown' && goneFinding(watched)) return null;
  return lastCheck !== null && lastCheck.at > trouble.triedAt ? null : trouble;
}
