import type { WatchedApp } from '../model/watched-app.ts';
import { reason } from '../reasons/errors.ts';

/** Nothing new may start for an app that reached its end of life. @throws DecommissionUnderWay */
export function mustNotBeEnding(watched: Pick<WatchedApp, 'app' | 'decommission'> | null): void {
  if (watched?.decommission) throw reason('DecommissionUnderWay', { app: watched.app });
}
