import { appsCalled } from '../model/find-watched.ts';
import { type Abandoned, leftOffBy } from '../model/left-off.ts';
import { isContained, type Rotation } from '../model/rotation.ts';
import { type Freezer, freezesUser } from '../model/shared-freeze.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { abandonedAccess, accessOf, type KnownAccess, leftFrozenAccess, seenAccess } from '../words/known-access.ts';
import { leftOff } from './left-off.ts';

/**
 * What keyturn itself did to the access of apps, and how it last saw them without access, by its records alone. Empty if nothing
 * stops them.
 * @param named the app as it was typed; null for all apps
 */
export async function knownAccess(
  { apps, rotations }: Pick<State, 'apps' | 'rotations'>,
  named: string | null,
): Promise<readonly KnownAccess[]> {
  const [watched, runs] = await Promise.all([apps.list(), rotations.newest()]);
  const runOf = new Map(runs.map((run) => [`${run.orgId} ${run.consumerId}`, run]));
  const newestOf = ({ orgId, consumerId }: WatchedApp) => runOf.get(`${orgId} ${consumerId}`) ?? null;
  const frozenBy = freezersOf(watched, newestOf);
  const found = named === null ? [] : appsCalled(watched, named);
  const abandoned = leftOff(runs, watched);
  const inQuestion = found.length > 0 ? found : watched;
  return [
    ...inQuestion.flatMap(
      (app) => accessOf(app, newestOf(app), frozenBy(app)) ?? leftFrozen(app, abandoned) ?? seenAccess(app) ?? [],
    ),
    ...(found.length > 0 ? [] : abandoned.map(abandonedAccess)),
  ];
}

/**
 * Why these credentials of a watched app may get no token, by keyturn's records alone; null if nothing stops them. Current
 * credentials with which an emergency has replaced the leaked ones get tokens.
 */
export async function accessWith(
  { apps, rotations }: Pick<State, 'apps' | 'rotations'>,
  watched: WatchedApp,
  isCurrent: boolean,
): Promise<KnownAccess | null> {
  const [all, runs] = await Promise.all([apps.list(), rotations.newest()]);
  const newestOf = ({ orgId, consumerId }: WatchedApp) =>
    runs.find((run) => run.orgId === orgId && run.consumerId === consumerId) ?? null;
  const newest = newestOf(watched);
  const isReplacement = isCurrent && newest !== null && newest.rotatedAt !== null && !isContained(newest);
  const frozenBy = freezersOf(
    all.map((one) => (isSameConsumer(one, watched) ? watched : one)),
    newestOf,
  )(watched);
  return (
    accessOf(watched, isReplacement ? null : newest, frozenBy) ??
    leftFrozen(watched, leftOff(runs, all)) ??
    seenAccess(isCurrent ? watched : { ...watched, lastProof: null })
  );
}

function isSameConsumer(one: WatchedApp, other: WatchedApp): boolean {
  return one.orgId === other.orgId && one.consumerId === other.consumerId;
}

/** null unless one of the abandoned emergencies leaves the user of the app frozen. */
function leftFrozen(app: WatchedApp, abandoned: readonly Abandoned[]): KnownAccess | null {
  for (const one of abandoned) {
    const user = leftOffBy(one.run)?.what === 'freeze' ? one.run.emergency?.containment?.user : undefined;
    if (user && one.run.orgId === app.orgId && user.id === app.executionUser?.id)
      return leftFrozenAccess(app, one, user.username);
  }
  return null;
}

/** Tells for an app what froze the same execution user, by keyturn's records; null if nothing did. */
export function freezersOf(
  watched: readonly WatchedApp[],
  newestOf: (app: WatchedApp) => Rotation | null,
): (app: WatchedApp) => Freezer | null {
  const frozen = watched.flatMap((app) => {
    const isSure = freezes(app, newestOf(app));
    return isSure === null ? [] : [{ app, isSure }];
  });
  return (app) => {
    const found = frozen.find(
      ({ app: other }) =>
        other !== app && other.orgId === app.orgId && other.executionUser?.id === (app.executionUser?.id ?? null),
    );
    if (!found) return null;
    const { app: other, isSure } = found;
    return { app: other.app, by: other.decommission ? 'decommissioning' : 'emergency', isSure };
  };
}

/** Whether the org accepted the freeze of the app's user; null if keyturn didn't freeze the user, or has unfrozen the user. */
function freezes(app: WatchedApp, newest: Rotation | null): boolean | null {
  if (newest !== null && freezesUser(newest))
    return newest.emergency?.containment?.containedAt != null && newest.endedAt === null;
  return app.decommission?.freeze?.seenAt != null ? true : null;
}
