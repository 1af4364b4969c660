import { isContained, type Rotation } from './rotation.ts';
import type { Drift, WatchedApp } from './watched-app.ts';

/**
 * The finding that the org no longer has the app as it is watched: none of the credentials that keyturn knows exists, and no
 * staging slot. Undefined without one.
 */
export function goneFinding({ lastCheck }: Pick<WatchedApp, 'lastCheck'>): Drift | undefined {
  return lastCheck?.drift.find(({ kind }) => kind === 'app-gone' || kind === 'sandbox-refreshed');
}

/** The same if nothing is left to do for the app. What an open emergency has blocked is still to be restored. */
export function endedBy(watched: Pick<WatchedApp, 'lastCheck'>, open: Rotation | null): Drift | undefined {
  return open && isContained(open) ? undefined : goneFinding(watched);
}
