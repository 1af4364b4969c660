import { leftOffBy } from '../model/left-off.ts';
import type { Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';

/**
 * Emergencies that were abandoned while they had blocked access, of apps that are no longer watched: keyturn never restores
 * that access.
 * @param runs the newest run of each OAuth consumer
 */
export function leftOff(
  runs: readonly Rotation[],
  watched: readonly Pick<WatchedApp, 'orgId' | 'consumerId'>[],
): readonly Rotation[] {
  const isWatched = ({ orgId, consumerId }: Rotation) =>
    watched.some((one) => one.orgId === orgId && one.consumerId === consumerId);
  return runs.filter((run) => run.finishedAt !== null && leftOffBy(run) !== null && !isWatched(run));
}
