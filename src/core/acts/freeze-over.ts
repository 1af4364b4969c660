import { evolve } from '../machine/evolve.ts';
import { freezeStop, isHeldByFreeze } from '../model/shared-freeze.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { isAnothers } from '../reasons/errors.ts';
import { driftWords } from '../words/drift.ts';
import { withConsumerLease } from './consumer-lease.ts';
import { freezesThatStay } from './shared-freeze.ts';

type Known = Pick<State, 'apps' | 'rotations' | 'leases'>;
type About = Pick<WatchedApp, 'orgId' | 'consumerId' | 'executionUser'>;

/**
 * keyturn no longer keeps the execution user of an app frozen for this app. Runs of other apps of this user that stopped because of
 * that may continue. A run on which another process works finds out itself.
 */
export async function noteFreezeOver(state: Known, about: About): Promise<void> {
  const held = (await state.rotations.unfinished()).filter(
    (run) => run.orgId === about.orgId && run.consumerId !== about.consumerId && isHeldByFreeze(run),
  );
  for (const { id, app, consumerId } of held) {
    await forOther(state, about, { app, consumerId }, async (watched) => {
      const run = await state.rotations.find(id);
      if (watched.trouble?.code === freezeStop) await state.apps.save({ ...watched, trouble: null });
      if (run && run.finishedAt === null && isHeldByFreeze(run))
        await state.rotations.save(evolve(run, { type: 'freeze-over' }));
    });
  }
}

/** A person has abandoned the emergency that froze the execution user: nobody can continue it, and the user stays frozen. */
export async function noteAbandonedFreeze(state: Known, about: About): Promise<void> {
  await noteFreezeOver(state, about);
  for (const one of (await state.apps.list()).filter(isSeenFrozen)) {
    await forOther(state, about, one, async (watched) => {
      const { lastCheck, executionUser, app } = watched;
      if (lastCheck === null) return;
      const [frozenFor] = await freezesThatStay(state, watched);
      const found = {
        kind: 'user-frozen',
        user: executionUser?.username ?? '',
        ...(frozenFor ? { frozenFor } : {}),
      } as const;
      const words = driftWords(app, found);
      const drift = lastCheck.drift.map((each) => (each.kind === 'user-frozen' ? { ...each, ...words } : each));
      await state.apps.save({ ...watched, lastCheck: { ...lastCheck, drift } });
    });
  }
}

function isSeenFrozen({ lastCheck }: WatchedApp): boolean {
  return lastCheck?.drift.some(({ kind }) => kind === 'user-frozen') === true;
}

/** Changes what keyturn keeps of another app of the same user, unless another process works on that app. */
async function forOther(
  state: Known,
  { orgId, consumerId, executionUser }: About,
  other: Pick<WatchedApp, 'app' | 'consumerId'>,
  change: (watched: WatchedApp) => Promise<void>,
): Promise<void> {
  const find = () => state.apps.find(orgId, other.app, other.consumerId);
  const isOfUser = (one: WatchedApp | null) => one !== null && one.executionUser?.id === executionUser?.id;
  const known = await find();
  if (executionUser === null || other.consumerId === consumerId || known === null || !isOfUser(known)) return;
  try {
    await withConsumerLease(state, known, async () => {
      const now = await find();
      if (now && isOfUser(now)) await change(now);
    });
  } catch (error) {
    if (!isAnothers(error)) throw error;
  }
}
