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
export async function holdForPlan(ports: OperatePorts, request: EmergencyRequest): Promise<Lease | null> {
  return (await acquireAfterOther(ports, request))?.lease ?? null;
}

/**
 * The app's lease for a confirmed emergency. Whatever else works on the app loses it at once. Only another emergency that does all
 * that this one would do is waited for.
 * @param planned the lease of the plan; others may have it by now
 * @throws AnotherAtWork if that takes long
 */
export async function holdConfirmed(
  ports: OperatePorts,
  request: EmergencyRequest,
  planned: Lease | null,
): Promise<{ readonly lease: Lease; readonly from: 'plan' | 'others' | 'awaited' }> {
  if (planned !== null && (await isStillOurs(planned))) return { lease: planned, from: 'plan' };
  const { watched } = request;
  const acquired = await acquireAfterOther(ports, request);
  if (acquired) return { lease: acquired.lease, from: acquired.hasWaited ? 'awaited' : 'others' };
  return { lease: await ports.state.leases.takeOver(rotationLease(watched), appInOrg(watched)), from: 'others' };
}

/** Null while a process works on the app whose work this emergency doesn't wait for. @throws AnotherAtWork */
async function acquireAfterOther(
  { state, clock, signal, tell }: OperatePorts,
  request: EmergencyRequest,
): Promise<{ readonly lease: Lease; readonly hasWaited: boolean } | null> {
  const until = clock.now() + otherWaitMs;
  for (let hasWaited = false; ; hasWaited = true) {
    try {
      return { lease: await acquire(state, request.watched), hasWaited };
    } catch (error) {
      if (!isHeld(error)) throw error;
      if (!(await isDoneByOther(state, request))) return null;
      if (clock.now() >= until) throw error.withAction(atWorkWords(request.watched.app));
      if (!hasWaited) tell({ kind: 'waiting', why: 'problem', problem: error.message, until });
      await clock.sleep(otherPollMs, signal).catch((cause: unknown) => {
        throw reason('Interrupted', { doing: error.message, command: null }, { cause });
      });
    }
  }
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
