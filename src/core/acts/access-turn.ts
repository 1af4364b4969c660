import type { Clock, Lease, SalesforceOrg, State } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { secretAccessOf } from '../words/news.ts';

/** What it takes to turn REST access to secrets of an org on or off. */
interface Switching {
  readonly org: SalesforceOrg;
  readonly state: Pick<State, 'leases'>;
  readonly clock: Clock;
}

/** How long to wait for another process that turns the setting on or off, and how often to look. In ms. */
const [switchWaitMs, switchPollMs] = [30_000, 250];

/**
 * Only one process at a time turns the setting on or off, or counts those who need it. One that takes longer than that is
 * suspended or hangs, and loses its turn.
 */
async function switching(borrowing: Switching, signal?: AbortSignal): Promise<Lease> {
  const { clock, org, state } = borrowing;
  let [fence, until] = [0, Number.POSITIVE_INFINITY];
  for (;;) {
    try {
      return await acquireSwitch(borrowing);
    } catch (error) {
      if (!isHeld(error)) throw error;
      const holder = await state.leases.holder(switchOf(org));
      if (holder && holder.fence !== fence) [fence, until] = [holder.fence, clock.now() + switchWaitMs];
      if (clock.now() >= until) return state.leases.takeOver(switchOf(org), secretAccessOf(org.name));
      await clock.sleep(switchPollMs, signal).catch((cause: unknown) => {
        throw reason('Interrupted', { doing: error.message, command: null }, { cause });
      });
    }
  }
}

/** Repeats the work if this process was suspended for so long that another one took its turn. */
export async function inTurn<Value>(
  borrowing: Switching,
  signal: AbortSignal | undefined,
  work: () => Promise<Value>,
): Promise<Value> {
  for (;;) {
    try {
      return await underSwitch(await switching(borrowing, signal), borrowing, work);
    } catch (error) {
      if (!isTakenOver(error)) throw error;
    }
  }
}

/** What a process does with its turn needs nothing but the turn. A run that was overtaken still gives back what it has on. */
export async function underSwitch<Value>(
  turn: Lease,
  { state }: Pick<Switching, 'state'>,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await state.leases.guarding(() => [turn], work);
  } finally {
    await turn.release();
  }
}

export function acquireSwitch({ org, state }: Switching): Promise<Lease> {
  return state.leases.acquire(switchOf(org), secretAccessOf(org.name));
}

function switchOf({ orgId }: SalesforceOrg): string {
  return `secret-access ${orgId}`;
}

/** A lease for one share. They are numbered, so that no more of them are kept than were ever held at once. */
export async function freeShare(leases: State['leases'], { orgId, name }: SalesforceOrg): Promise<Lease> {
  for (let number = 1; ; number += 1) {
    const lease = await leases.acquire(`secret-access ${orgId} ${number}`, secretAccessOf(name)).catch(unlessHeld);
    if (lease !== null) return lease;
  }
}

export function unlessHeld(error: unknown): null {
  if (isHeld(error)) return null;
  throw error;
}

export function isTakenOver(error: unknown): boolean {
  return isKeyturnError(error) && error.code === 'TakenOver';
}

function isHeld(error: unknown): error is KeyturnError {
  return isKeyturnError(error) && error.code === 'AnotherAtWork';
}
