import { isContained, type Rotation } from './rotation.ts';
import type { WatchedApp } from './watched-app.ts';

/** The freeze of an execution user, as the emergency of another app that runs as the same user has it. */
export interface OtherFreeze {
  readonly app: string;
  readonly consumerId: string;
  /** The run of the emergency; missing if nobody knows it. */
  readonly run?: string;
  /** The user was frozen before any emergency. */
  readonly wasSo: boolean;
  /** Its leaked credentials aren't deleted yet, so nobody may unfreeze the user. */
  readonly isNeeded: boolean;
  /** The org accepted the freeze. If not, the user may be frozen. */
  readonly isSure: boolean;
}

/** What keyturn's records say of a frozen execution user. */
export interface Freezer {
  /** The app for which keyturn froze the user. */
  readonly app: string;
  readonly by: 'emergency' | 'decommissioning';
  /** The org accepted the freeze. If not, the user may be frozen. */
  readonly isSure: boolean;
}

export type AppOfUser = Pick<WatchedApp, 'orgId' | 'consumerId' | 'executionUser'>;

/** The open emergencies of other apps that have frozen the user of an app, or may have. */
export function freezesAmong(
  runs: readonly Rotation[],
  watched: readonly AppOfUser[],
  app: AppOfUser,
): readonly OtherFreeze[] {
  return runs.filter(freezesUser).flatMap((run) => {
    const { id, app: name, consumerId, emergency, endedAt } = run;
    const { wasSo = false, containedAt = null } = emergency?.containment ?? {};
    const freeze = { app: name, consumerId, run: id, wasSo, isNeeded: endedAt === null, isSure: containedAt !== null };
    return isOfSameUser(run, watched, app) ? [freeze] : [];
  });
}

/** Whether something is of another app that runs as the same user. */
export function isOfSameUser(
  one: Pick<WatchedApp, 'orgId' | 'consumerId'>,
  watched: readonly AppOfUser[],
  { orgId, consumerId, executionUser }: AppOfUser,
): boolean {
  if (executionUser === null || one.orgId !== orgId || one.consumerId === consumerId) return false;
  return watched.some(
    (app) => app.orgId === orgId && app.consumerId === one.consumerId && app.executionUser?.id === executionUser.id,
  );
}

/** Those that the user must be left with, or that keyturn undoes. */
export function thatStay(freezes: readonly OtherFreeze[]): readonly OtherFreeze[] {
  return freezes.filter(({ isNeeded, wasSo }) => isNeeded || !wasSo);
}

/** What stops a run whose app gets no token, such as because of the freeze of another app's emergency. */
export const freezeStop = 'AppGivesNoToken';

/** Whether a run stopped because its app gets no token, or has left a freeze to the emergency of another app. */
export function isHeldByFreeze({ stop, emergency }: Pick<Rotation, 'stop' | 'emergency'>): boolean {
  const { leftTo } = emergency?.containment ?? {};
  return stop?.code === freezeStop || (leftTo !== undefined && !leftTo.isOver);
}

/** Whether an open emergency has frozen its execution user, or may have. */
export function freezesUser(run: Rotation): boolean {
  return run.finishedAt === null && isContained(run) && run.emergency?.containment?.by === 'freeze';
}
