import { type Abandoned, leftOffBy } from '../model/left-off.ts';
import type { Rotation } from '../model/rotation.ts';
import { freezesAmong, thatStay } from '../model/shared-freeze.ts';
import type { WatchedApp } from '../model/watched-app.ts';

/**
 * Emergencies that were abandoned while they had blocked access, of apps that are no longer watched: keyturn never restores
 * that access. Not if a token since then shows that a frozen user was unfrozen.
 * @param runs the newest run of each OAuth consumer
 */
export function leftOff(runs: readonly Rotation[], watched: readonly WatchedApp[]): readonly Abandoned[] {
  const isWatched = ({ orgId, consumerId }: Rotation) =>
    watched.some((one) => one.orgId === orgId && one.consumerId === consumerId);
  return runs
    .filter((run) => run.finishedAt !== null && leftOffBy(run) !== null && !isWatched(run) && !isUnfrozen(run, watched))
    .map((run) => {
      const { orgId, consumerId, emergency } = run;
      const app = { orgId, consumerId, executionUser: emergency?.containment?.user ?? null };
      const [frozenFor = null] = thatStay(freezesAmong(runs, watched, app));
      return { run, frozenFor };
    });
}

/** Whether another app of the frozen user got a token after the emergency was abandoned. */
function isUnfrozen({ orgId, emergency, finishedAt }: Rotation, watched: readonly WatchedApp[]): boolean {
  const { by, user } = emergency?.containment ?? {};
  if (by !== 'freeze' || !user || finishedAt === null) return false;
  return watched.some(({ lastProof, ...app }) => {
    const isOfUser = app.orgId === orgId && app.executionUser?.id === user.id;
    return isOfUser && lastProof?.answer === 'accepted' && lastProof.at > finishedAt;
  });
}
