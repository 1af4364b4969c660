import { isKeyturnError } from './errors.ts';
import type { JournalEntry } from './journal.ts';
import type { Clock, Lease, SalesforceOrg, State } from './ports.ts';

const stillOn =
  'Secret access over REST could not be turned off again yet; the next setup of this org does it. Or: Setup ▸ External Client App Settings.';

interface Borrowing {
  readonly org: SalesforceOrg;
  readonly state: Pick<State, 'journal' | 'leases'>;
  readonly clock: Clock;
  readonly app: string | null;
}

/** In ms. Giving back is worth a few tries; what still fails is done at the next start. */
const giveBackDelays = [500, 2000, 5000];

/**
 * Borrows the org-wide setting *Allow access to External Client App consumer secrets via REST API* for one burst of calls
 * and gives it back on every way out. The journal's open intent is what gives it back after a crash: it is closed only
 * when the org has taken the setting back. A lease keeps a second process from giving back what this one still uses.
 * @param warn hears when the org would not take it back now
 * @throws AnotherAtWork while another process has borrowed it
 */
export async function withSecretAccess<Value>(
  borrowing: Borrowing,
  work: () => Promise<Value>,
  warn: (sentence: string) => void,
): Promise<Value> {
  const { org, state, app } = borrowing;
  const lease = await state.leases.acquire(leaseOf(org));
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
    try {
      // Even when its answer is lost the setting may be on, so from here on it is given back whatever happens.
      await org.metadata.setSecretAccess(true);
      return await work();
    } finally {
      if (!(await giveBack(borrowing, [intended], 'done'))) warn(stillOn);
    }
  } finally {
    await lease.release();
  }
}

/** Gives back what a run that ended too early had borrowed in this org. Returns whether there was anything. */
export async function returnBorrowedSecretAccess(borrowing: Omit<Borrowing, 'app'>): Promise<boolean> {
  const { org, state } = borrowing;
  const isOurs = ({ action, orgId }: JournalEntry) => action === 'borrow-secret-access' && orgId === org.orgId;
  if (!(await state.journal.open()).some(isOurs)) return false;
  const lease = await acquireUnlessHeld(borrowing);
  if (lease === null) return false;
  try {
    const open = (await state.journal.open()).filter(isOurs);
    return open.length > 0 && (await giveBack({ ...borrowing, app: null }, open, 'recovered'));
  } finally {
    await lease.release();
  }
}

/** Whether the org has taken it back. When it has not, the intent stays open for the next start. */
async function giveBack(
  { org, state, clock }: Borrowing,
  intents: readonly JournalEntry[],
  event: 'done' | 'recovered',
): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await org.metadata.setSecretAccess(false);
      for (const intent of intents) await state.journal.append({ ...intent, event });
      return true;
    } catch (error) {
      const delay = giveBackDelays[attempt];
      if (!isKeyturnError(error) || delay === undefined) return false;
      await clock.sleep(delay);
    }
  }
}

async function acquireUnlessHeld({ org, state }: Omit<Borrowing, 'app'>): Promise<Lease | null> {
  try {
    return await state.leases.acquire(leaseOf(org));
  } catch (error) {
    if (isKeyturnError(error) && error.code === 'AnotherAtWork') return null;
    throw error;
  }
}

function leaseOf({ orgId }: SalesforceOrg): string {
  return `secret-access ${orgId}`;
}
