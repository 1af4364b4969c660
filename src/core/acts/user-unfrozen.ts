import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { isAnothers } from '../reasons/errors.ts';
import { withConsumerLease } from './consumer-lease.ts';

/**
 * keyturn has unfrozen an execution user. Other apps of this user that were checked in the meantime are no longer stopped by it.
 * An app on which another process works keeps what its last check found, until the next one.
 */
export async function noteUnfrozen(
  state: Pick<State, 'apps' | 'leases'>,
  { orgId, consumerId, executionUser }: Pick<WatchedApp, 'orgId' | 'consumerId' | 'executionUser'>,
): Promise<void> {
  if (executionUser === null) return;
  const stopped = (await state.apps.list()).filter(
    (one) =>
      one.orgId === orgId &&
      one.consumerId !== consumerId &&
      one.executionUser?.id === executionUser.id &&
      isSeenFrozen(one),
  );
  for (const app of stopped) {
    try {
      await withConsumerLease(state, app, async () => {
        const now = await state.apps.find(app.orgId, app.app, app.consumerId);
        if (now?.lastCheck && isSeenFrozen(now))
          await state.apps.save({ ...now, lastCheck: withoutFrozen(now.lastCheck) });
      });
    } catch (error) {
      if (!isAnothers(error)) throw error;
    }
  }
}

type Check = NonNullable<WatchedApp['lastCheck']>;

function isSeenFrozen({ lastCheck }: Pick<WatchedApp, 'lastCheck'>): boolean {
  return lastCheck?.drift.some(({ kind }) => kind === 'user-frozen') === true;
}

function withoutFrozen(check: Check): Check {
  return { ...check, drift: check.drift.filter(({ kind }) => kind !== 'user-frozen') };
}
