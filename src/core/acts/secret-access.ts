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

/** Delays in ms between tries to turn the setting off. After the last one, the next start does it. */
const giveBackDelays = [500, 2000, 5000];

/** One temporary use of the setting in an org, shared by parallel runs of this process. */
interface Shared {
  users: number;
  isClosing: boolean;
  /** Rejects when the setting couldn't be turned on. */
  readonly isOn: Promise<void>;
  readonly idle: PromiseWithResolvers<void>;
  /** Settles when the setting is off again. */
  readonly over: Promise<void>;
}

/** Kept per state, because a test may run two programs in one process. */
const borrowed = new WeakMap<object, Map<string, Shared>>();

/**
 * Turns on the org setting *Allow access to External Client App consumer secrets via REST API* for one burst of calls, and
 * turns it off again on every way out. After a crash, the open intent in the journal does that: it is closed only when the
 * setting is off. A lease keeps other processes from turning it off too early. Runs of one process share the setting; the
 * last one turns it off.
 * @param warn called when the org didn't turn it off now
 * @throws AnotherAtWork while another process uses the setting
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
    // Somebody turned it on since the last look, so it isn't ours to turn off.
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
      // The setting may be on even if the answer is lost, so it is turned off again whatever happens.
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

/** Whether an interrupted run left the setting on, as far as the journal says. */
export async function isAccessLeftOn(journal: Pick<State['journal'], 'open'>, orgId: string): Promise<boolean> {
  return (await journal.open()).some((line) => line.action === 'borrow-secret-access' && line.orgId === orgId);
}

/** Turns off what an interrupted run left on in this org. Returns true when it did. */
export async function returnBorrowedSecretAccess(borrowing: Omit<Borrowing, 'app'>): Promise<boolean> {
  const { org, state, clock } = borrowing;
  const isOurs = ({ action, orgId }: JournalEntry) => action === 'borrow-secret-access' && orgId === org.orgId;
  if (!(await state.journal.open()).some(isOurs)) return false;
  const lease = await acquireUnlessHeld(borrowing);
  if (lease === null) return false;
  try {
    const open = (await state.journal.open()).filter(isOurs);
    if (open.length === 0) return false;
    // If the clock was set back, `at` may be in the future.
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
  /** Until when a request that turns the setting on may still be in progress. Epoch ms. */
  readonly settlesAt: number;
}

/** Returns whether the setting is off. If it isn't, the intent stays open for the next start. An interruption waits for it. */
function giveBack(borrowing: Borrowing, given: GivingBack): Promise<boolean> {
  return borrowing.org.mustFinish(() => settle(borrowing, given));
}

async function settle(borrowing: Borrowing, { intents, event, settlesAt }: GivingBack): Promise<boolean> {
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
      // Each further try would only renew the session again.
      const isExpired = isKeyturnError(error) && error.code === 'SessionExpired';
      if (!isKeyturnError(error) || isExpired || error.exitCode === 130 || delay === undefined) return false;
      // A late request must not turn off the setting while the next run uses it.
      await clock.sleep(isOutcomeUnknown(error) ? Math.max(delay, inFlightMs) : delay);
    }
  }
}

/** False when the setting can't be read. */
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
