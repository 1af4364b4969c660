import { mustNotBeEnding } from '../acts/not-ending.ts';
import { isAccessLeftOn } from '../acts/secret-access.ts';
import type { Plan } from '../model/operation-plan.ts';
import { rotationLease } from '../model/rotation-lease.ts';
import { storeKindOf, type WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { planOf } from './look-ahead.ts';
import { withOpenTruth } from './open-truth.ts';
import { checkOrg } from './operate.ts';
import type { OperatePorts, OperateRequest } from './operate-request.ts';
import { stillWatched } from './still-watched.ts';
import { withWayBack } from './way-back.ts';

/** What a command does, or waits for, before it does anything of its plan. */
export interface Beforehand {
  /** It turns off REST access to secrets, which an interrupted run left on. */
  readonly returnsAccess: boolean;
  /** Another process works on the app now. */
  readonly isBusy: boolean;
}

/**
 * The plan that a command would ask to agree to. Only reads: it takes no lease, restores nothing and records nothing.
 * @throws what the command would throw before it asks, or at its first look
 */
export function foresee(
  ports: OperatePorts,
  given: OperateRequest,
): Promise<{ readonly plan: Plan; readonly before: Beforehand }> {
  return withOpenTruth(ports.state, given.watched, async () => {
    const watched = await stillWatched(ports.state, given.watched);
    mustNotBeEnding(watched);
    const [first, store, open] = await Promise.all([
      ports.openOrg(given.orgName),
      ports.openStore(storeKindOf(watched)),
      ports.state.rotations.open(watched.orgId, watched.consumerId),
    ]);
    checkOrg(first, watched);
    const { org, wayBack } = await withWayBack(ports, first, watched);
    const work = { ports: { ...ports, org, store }, request: { ...given, watched }, open };
    const [{ plan, stop }, before] = await Promise.all([planOf(work, wayBack), beforehand(ports.state, watched)]);
    if (stop) throw stop;
    return { plan, before };
  });
}

export async function beforehand({ journal, leases }: State, watched: WatchedApp): Promise<Beforehand> {
  const [returnsAccess, holder] = await Promise.all([
    isAccessLeftOn({ journal, leases }, watched.orgId),
    leases.holder(rotationLease(watched)),
  ]);
  return { returnsAccess, isBusy: holder !== null };
}
