import { inFlightMs } from '../machine/salesforce-times.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Clock, Lease, SalesforceOrg, State } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { secretAccessOf } from '../words/news.ts';
import { isOutcomeUnknown } from './journalled.ts';

interface Borrowing {
  readonly org: SalesforceOrg;
  readonly state: Pick<State, 'journal' | 'leases'>;
  readonly clock: Clock;
  readonly app: string | null;
}

/** In ms. Giving back is worth a few tries; what still fails is done at the next start. */
const giveBackDelays = [500, 2000, 5000];

/** One borrowing of this process for an org, and those who use it side by side. */
interface Shared {
  users: number;
  isClosing: boolean;
  /** Rejects when it could not be turned on. */
  readonly isOn: Promise<void>;
  readonly idle: PromiseWithResolvers<void>;
  /** Settles when it is given back. */
  readonly over: Promise<void>;
}

/** By state, because two programs in one process (a test) are still two. */
const borrowed = new WeakMap<object, Map<string, Shared>>();

/**
 * Borrows the org-wide setting *Allow access to External Client App consumer secrets via REST API* for one burst of calls
 * and gives it back on every way out. The journal's open intent is what gives it back after a crash: it is closed only
 * when the org has taken the setting back. A lease keeps a second process from giving back what this one still uses; runs of one process share one borrowing, and whoever comes last
 * gives it back.
 * @param warn hears when the org would not take it back now
 * @throws AnotherAtWork while another process has borrowed it
 */
export async function withSecretAccess<Value>(
  borrowing: Borrowing,
  work: () => Promise<Value>,
  warn: () => void,
): Promise<Value> {
  const { org, state } = borrowing;
  const byOrg = borrowed.get(state.leases) ?? new Map<string, Shared>();
  borrowed.set(state.leases, byOrg);
  for (;;) {
    const shared = byOrg.get(org.orgId) ?? share(byOrg, borrowing, warn);
    await (shared.isClosing ? shared.over.catch(() => undefined) : shared.isOn);
    if (!shared.isClosing) return using(shared, work);
  }
}

function share(byOrg: Map<string, Shared>, borrowing: Borrowing, warn: () => void): Shared {
  const { orgId } = borrowing.org;
  const [on, idle] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const whileOn = () => {
    on.resolve();
    return idle.promise;
  };
  const over = borrowSecretAccess(borrowing, whileOn, warn).finally(() => byOrg.delete(orgId));
  over.catch(on.reject);
  on.promise.catch(() => undefined);
  const shared: Shared = { users: 0, isClosing: false, isOn: on.promise, idle, over };
  byOrg.set(orgId, shared);
  return shared;
}

async function using<Value>(shared: Shared, work: () => Promise<Value>): Promise<Value> {
  shared.users += 1;
  try {
    return await work();
  } finally {
    shared.users -= 1;
    if (shared.users === 0) {
      shared.isClosing = true;
      shared.idle.resolve();
      await shared.over;
    }
  }
}

async function borrowSecretAccess(borrowing: Borrowing, work: () => Promise<void>, warn: () => void): Promise<void> {
  const { org, state, clock, app } = borrowing;
  const lease = await state.leases.acquire(leaseOf(org), secretAccessOf(org.name));
  try {
    // Somebody turned it on since we looked: then it isn't ours to turn off.
    if ((await org.secretAccess()) === true) return await work();
    const act = {
      action: 'borrow-secret-access',
      orgId: org.orgId,
      org: org.name,
      app,
      detail: { was: false },
    } as const;
    const intended = { ...act, event: 'intended', intent: crypto.randomUUID() } as const;
    await state.journal.append(intended);
    let settlesAt = 0;
    try {
      // Even when its answer is lost the setting may be on, so from here on it is given back whatever happens.
      await org.metadata.setSecretAccess(true).catch((error: unknown) => {
        if (isOutcomeUnknown(error)) settlesAt = clock.now() + inFlightMs;
        throw error;
      });
      return await work();
    } finally {
      if (!(await giveBack(borrowing, { intents: [intended], event: 'done', settlesAt }))) warn();
    }
  } finally {
    await lease.release();
  }
}

/** Gives back what a run that ended too early had borrowed in this org. Returns whether there was anything. */
export async function returnBorrowedSecretAccess(borrowing: Omit<Borrowing, 'app'>): Promise<boolean> {
  const { org, state, clock } = borrowing;
  const isOurs = ({ action, orgId }: JournalEntry) => action === 'borrow-secret-access' && orgId === org.orgId;
  if (!(await state.journal.open()).some(isOurs)) return false;
  const lease = await acquireUnlessHeld(borrowing);
  if (lease === null) return false;
  try {
    const open = (await state.journal.open()).filter(isOurs);
    if (open.length === 0) return false;
    // A clock that was set back says nothing of the network.
    const newest = Math.min(Math.max(...open.map(({ at }) => at)), clock.now());
    const settlesAt = newest + inFlightMs;
    return await giveBack({ ...borrowing, app: null }, { intents: open, event: 'recovered', settlesAt });
  } finally {
    await lease.release();
  }
}

interface GivingBack {
  readonly intents: readonly JournalEntry[];
  readonly event: 'done' | 'recovered';
  /** Until when a request that turns it on may still be on its way. Epoch ms. */
  readonly settlesAt: number;
}

/** Whether the org has taken it back. When it has not, the intent stays open for the next start. */
async function giveBack(borrowing: Borrowing, { intents, event, settlesAt }: GivingBack): Promise<boolean> {
  const { org, state, clock } = borrowing;
  if (!(await turnOff(borrowing))) return false;
  const wait = settlesAt - clock.now();
  if (wait > 0) {
    await clock.sleep(wait);
    if (!(await isOff(org)) && !(await turnOff(borrowing))) return false;
  }
  for (const intent of intents) await state.journal.append({ ...intent, event });
  return true;
}

async function turnOff({ org, clock }: Borrowing): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await org.metadata.setSecretAccess(false);
      return true;
    } catch (error) {
      const delay = giveBackDelays[attempt];
      // Every further try would renew the session once more.
      const isExpired = isKeyturnError(error) && error.code === 'SessionExpired';
      if (!isKeyturnError(error) || isExpired || delay === undefined) return false;
      // One that comes late must not turn off what is borrowed next.
      await clock.sleep(isOutcomeUnknown(error) ? Math.max(delay, inFlightMs) : delay);
    }
  }
}

/** What can't be seen is not known to be off. */
async function isOff(org: SalesforceOrg): Promise<boolean> {
  return (await org.secretAccess().catch(() => null)) === false;
}

async function acquireUnlessHeld({ org, state }: Omit<Borrowing, 'app'>): Promise<Lease | null> {
  try {
    return await state.leases.acquire(leaseOf(org), secretAccessOf(org.name));
  } catch (error) {
    if (isKeyturnError(error) && error.code === 'AnotherAtWork') return null;
    throw error;
  }
}

function leaseOf({ orgId }: SalesforceOrg): string {
  return `secret-access ${orgId}`;
}
