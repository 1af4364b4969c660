import { appsCalled } from '../model/find-watched.ts';
import { leftOffBy } from '../model/left-off.ts';
import { isContained, type Rotation } from '../model/rotation.ts';
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

/** null unless one of the abandoned emergencies leaves the user of the app frozen. A token since then shows that it doesn't. */
function leftFrozen(app: WatchedApp, abandoned: readonly Rotation[]): KnownAccess | null {
  for (const run of abandoned) {
    const user = leftOffBy(run)?.what === 'freeze' ? run.emergency?.containment?.user : undefined;
    if (!user || run.orgId !== app.orgId || user.id !== app.executionUser?.id) continue;
    const { lastProof } = app;
    const isOver = lastProof?.answer === 'accepted' && run.finishedAt !== null && lastProof.at > run.finishedAt;
    if (!isOver) return leftFrozenAccess(app, run, user.username);
  }
  return null;
}

/** Tells for an app which other one froze the same execution user, by keyturn's records; null if none did. */
export function freezersOf(
  watched: readonly WatchedApp[],
  newestOf: (app: WatchedApp) => Rotation | null,
): (app: WatchedApp) => string | null {
  const frozen = watched.filter((app) => freezes(app, newestOf(app)));
  return (app) =>
    frozen.find(
      (other) =>
        other !== app && other.orgId === app.orgId && other.executionUser?.id === (app.executionUser?.id ?? null),
    )?.app ?? null;
}

function freezes(app: WatchedApp, newest: Rotation | null): boolean {
  const isFrozen = newest?.finishedAt === null && isContained(newest) && newest.emergency?.containment?.by === 'freeze';
  return isFrozen || app.decommission?.freeze?.seenAt != null;
}
