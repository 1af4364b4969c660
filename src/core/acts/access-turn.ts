import type { Clock, Lease, SalesforceOrg, State } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { freezeOfUser, secretAccessOf } from '../words/news.ts';

/** What it takes to turn REST access to secrets of an org on or off, or to unfreeze a user. */
interface Switching {
  readonly org: SalesforceOrg;
  readonly state: Pick<State, 'leases'>;
  readonly clock: Clock;
  /** The user to unfreeze; missing for REST access to secrets. */
  readonly user?: { readonly id: string; readonly username: string };
}

/** How long to wait for another process that turns the setting on or off, and how often to look. In ms. */
const [switchWaitMs, switchPollMs] = [30_000, 250];

/**
 * Only one process at a time turns the setting on or off, or counts those who need it. One that takes longer than that is
 * suspended or hangs, and loses its turn.
 */
export async function switching(borrowing: Switching, signal?: AbortSignal): Promise<Lease> {
  const { clock, state } = borrowing;
  const { name, what } = switchOf(borrowing);
  let [fence, until] = [0, Number.POSITIVE_INFINITY];
  for (;;) {
    try {
      return await acquireSwitch(borrowing);
    } catch (error) {
      if (!isHeld(error)) throw error;
      const holder = await state.leases.holder(name);
      if (holder && holder.fence !== fence) [fence, until] = [holder.fence, clock.now() + switchWaitMs];
      if (clock.now() >= until) return state.leases.takeOver(name, what);
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

export function acquireSwitch(switched: Switching): Promise<Lease> {
  const { name, what } = switchOf(switched);
  return switched.state.leases.acquire(name, what);
}

function switchOf({ org: { orgId, name }, user }: Switching): { readonly name: string; readonly what: string } {
  return user === undefined
    ? { name: `secret-access ${orgId}`, what: secretAccessOf(name) }
    : { name: `freeze ${orgId} ${user.id}`, what: freezeOfUser(user.username) };
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
