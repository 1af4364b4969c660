import { appInOrg } from '../acts/consumer-lease.ts';
import { rotationLease } from '../model/rotation-lease.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { OperatePorts } from '../operate/operate-request.ts';
import type { Lease, State } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { atWorkWords } from '../words/emergency-plan.ts';
import { leaseHolders } from '../words/state-problems.ts';
import type { EmergencyRequest } from './emergency-request.ts';

/** How long to wait for another emergency of the same app. In ms. */
const otherWaitMs = 30_000;
const otherPollMs = 500;

/**
 * The app's lease for the plan of an emergency. Null while another process works on the app: the emergency takes over from it once
 * it is confirmed. It waits only for another emergency that does all that this one would do.
 * @throws AnotherAtWork if that takes long
 */
export async function holdForPlan(
  { state, clock, signal, tell }: OperatePorts,
  request: EmergencyRequest,
): Promise<Lease | null> {
  const until = clock.now() + otherWaitMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await acquire(state, request.watched);
    } catch (error) {
      if (!isHeld(error)) throw error;
      if (!(await isDoneByOther(state, request))) return null;
      if (clock.now() >= until) throw error.withAction(atWorkWords(request.watched.app));
      if (isFirst) tell({ kind: 'waiting', why: 'problem', problem: error.message, until });
      await clock.sleep(otherPollMs, signal).catch((cause: unknown) => {
        throw reason('Interrupted', { doing: error.message, command: null }, { cause });
      });
    }
  }
}

/**
 * The app's lease for a confirmed emergency. Whatever else works on the app loses it at once.
 * @param planned the lease of the plan; others may have it by now
 * @throws AnotherAtWork while another emergency does all that this one would do
 */
export async function holdConfirmed(
  { state }: Pick<OperatePorts, 'state'>,
  request: EmergencyRequest,
  planned: Lease | null,
): Promise<{ readonly lease: Lease; readonly isOfPlan: boolean }> {
  if (planned !== null && (await isStillOurs(planned))) return { lease: planned, isOfPlan: true };
  const { watched } = request;
  const lease = await acquire(state, watched).catch(async (error: unknown) => {
    if (!isHeld(error)) throw error;
    if (await isDoneByOther(state, request)) throw error.withAction(atWorkWords(watched.app));
    return state.leases.takeOver(rotationLease(watched), appInOrg(watched));
  });
  return { lease, isOfPlan: false };
}

/** The process that works on the app and loses it to this emergency, for people; null if there is none. */
export async function overtakenBy(
  state: Pick<State, 'leases' | 'rotations'>,
  request: EmergencyRequest,
): Promise<string | null> {
  const holder = await state.leases.holder(rotationLease(request.watched));
  if (holder === null || (await isDoneByOther(state, request))) return null;
  return leaseHolders.process(holder.pid, holder.host);
}

/** Whether the emergency that is open needs nothing of this one: it has blocked access, or nobody asked for that. */
async function isDoneByOther(
  { rotations }: Pick<State, 'rotations'>,
  { watched: { orgId, consumerId }, containBy }: EmergencyRequest,
): Promise<boolean> {
  const open = await rotations.open(orgId, consumerId);
  if (!open?.emergency) return false;
  return containBy === null || open.endedAt !== null || open.emergency.containment?.containedAt != null;
}

function acquire({ leases }: Pick<State, 'leases'>, watched: WatchedApp): Promise<Lease> {
  return leases.acquire(rotationLease(watched), appInOrg(watched));
}

async function isStillOurs(lease: Lease): Promise<boolean> {
  try {
    await lease.heartbeat();
    return true;
  } catch (error) {
    if (isKeyturnError(error) && error.code === 'TakenOver') return false;
    throw error;
  }
}

function isHeld(error: unknown): error is KeyturnError {
  return isKeyturnError(error) && error.code === 'AnotherAtWork';
}
