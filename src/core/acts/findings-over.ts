import { type Over, ofUser, withoutFindings } from '../drift/over.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { isAnothers } from '../reasons/errors.ts';
import { withConsumerLease } from './consumer-lease.ts';
import { noteFreezeOver } from './freeze-over.ts';

type About = Pick<WatchedApp, 'orgId' | 'consumerId' | 'executionUser'>;

/**
 * keyturn has seen that findings about an app's execution user or org are over. Takes them back from the other apps that share it.
 * An app on which another process works keeps what its last check found, until the next one.
 * @param among the apps that may share it; all if missing
 */
export async function noteOver(
  state: Pick<State, 'apps' | 'leases' | 'rotations'>,
  about: About,
  over: Over,
  among?: readonly WatchedApp[],
): Promise<void> {
  const apps = (among ?? (await state.apps.list())).filter(
    (one) => one.consumerId !== about.consumerId && withoutShared(one, about, over) !== one,
  );
  for (const app of apps) {
    try {
      await withConsumerLease(state, app, async () => {
        const now = await state.apps.find(app.orgId, app.app, app.consumerId);
        const next = now && withoutShared(now, about, over);
        if (next && next !== now) await state.apps.save(next);
      });
    } catch (error) {
      if (!isAnothers(error)) throw error;
    }
  }
  if (over.has('user-frozen')) await noteFreezeOver(state, about);
}

/** keyturn has unfrozen an execution user. */
export function noteUnfrozen(state: Pick<State, 'apps' | 'leases' | 'rotations'>, about: About): Promise<void> {
  return noteOver(state, about, new Set(['user-frozen']));
}

/** The app without those findings that are about the same user, or the same org. The same object if it has none of them. */
function withoutShared(app: WatchedApp, { orgId, executionUser }: About, over: Over): WatchedApp {
  if (app.orgId !== orgId) return app;
  const isSameUser = executionUser !== null && app.executionUser?.id === executionUser.id;
  const hasOther = app.lastCheck?.drift.some(({ kind }) => kind === 'user-changed') === true;
  const shared = [...over].filter((kind) =>
    ofUser.has(kind) ? isSameUser && !hasOther : kind === 'secret-access-left-on',
  );
  return withoutFindings(app, new Set(shared));
}
