import { inFlightMs } from '../machine/salesforce-times.ts';
import type { JournalEntry, JournalLine } from '../model/journal.ts';
import type { Clock, Lease, SalesforceOrg, State } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { acquireSwitch, freeShare, inTurn, isTakenOver, underSwitch, unlessHeld } from './access-turn.ts';
import { noteCleaned, noteUse, ofUse, type Use } from './access-use.ts';
import { isOutcomeUnknown } from './journalled.ts';

interface Borrowing {
  readonly org: SalesforceOrg;
  readonly state: Pick<State, 'journal' | 'leases' | 'installation'>;
  readonly clock: Clock;
  readonly app: string | null;
  /** Ends the wait for another process that is turning the setting on or off. */
  readonly signal?: AbortSignal;
}

/** Delays in ms between tries to turn the setting off. After the last one, the next start does it. */
const giveBackDelays = [500, 2000, 5000];

/** One temporary use of the setting in an org, shared by parallel runs of this process. */
interface Shared {
  readonly use: Use;
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
 * turns it off again on every way out. Runs of one process share one use of it, and processes count theirs: each has an open
 * intent in the journal that names its share, and the last one out turns the setting off. The share of a process that died
 * doesn't count; the next one out, or the next start, closes its intent once the setting is off.
 * An error of the work doesn't say then that nothing changed.
 * @param warn called when the org didn't turn it off now
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
  const use: Use = { hasTurnedOn: false, isOffAgain: false };
  const over = borrowSecretAccess(borrowing, { work: whileOn, use, warn }).finally(() => {
    byOrg.delete(orgId);
    noteUse(borrowing.state, use);
  });
  over.catch(on.reject);
  on.promise.catch(() => undefined);
  const shared: Shared = { use, users: 0, isClosing: false, isOn: on.promise, idle, over };
  byOrg.set(orgId, shared);
  return shared;
}

async function using<Value>(shared: Shared, work: () => Promise<Value>): Promise<Value> {
  shared.users += 1;
  try {
    return await work().finally(async () => {
      shared.users -= 1;
      if (shared.users > 0) return;
      shared.isClosing = true;
      shared.idle.resolve();
      await shared.over;
    });
  } catch (error) {
    throw ofUse(error, shared.use);
  }
}

interface Borrowed {
  readonly work: () => Promise<void>;
  readonly use: Use;
  readonly warn: () => void;
}

async function borrowSecretAccess(borrowing: Borrowing, { work, use, warn }: Borrowed): Promise<void> {
  const share = await enter(borrowing, { use, warn });
  if (share === null) return await work();
  try {
    await work();
  } finally {
    const setting = await leave(borrowing, share);
    use.isOffAgain = setting === 'off';
    if (setting === 'left-on') warn();
  }
}

/** One process's part in the use of the setting. */
interface Share {
  readonly lease: Lease;
  readonly intended: JournalEntry;
}

/** Makes sure that the setting is on, and counts this process. Returns null if it is on and isn't ours to turn off. */
async function enter(borrowing: Borrowing, { use, warn }: Omit<Borrowed, 'work'>): Promise<Share | null> {
  const { org, state, clock, app, signal } = borrowing;
  return inTurn(borrowing, signal, async () => {
    const isOn = (await org.secretAccess()) === true;
    if (isOn && (await openIntents(state.journal, org.orgId)).length === 0) return null;
    const lease = await freeShare(state.leases, org);
    const detail = { was: false, share: lease.name, fence: lease.fence };
    const act = { action: 'borrow-secret-access', orgId: org.orgId, org: org.name, app, detail } as const;
    const share = { lease, intended: { ...act, event: 'intended', intent: crypto.randomUUID() } as const };
    await state.journal.append(share.intended);
    if (isOn) return share;
    try {
      await org.metadata.setSecretAccess(true);
      use.hasTurnedOn = true;
      return share;
    } catch (error) {
      // The setting may be on even if the answer is lost, so it is turned off again whatever happens.
      const settlesAt = isOutcomeUnknown(error) ? clock.now() + inFlightMs : 0;
      try {
        const giving = () => giveBack(borrowing, share, settlesAt);
        if (!isTakenOver(error) && (await org.mustFinish(giving)) === 'left-on') warn();
      } finally {
        // A share that is over counts no more, also if this process lost its turn while giving back.
        await lease.release();
      }
      throw error;
    }
  });
}

/** What became of the setting. If it is left on, the intent stays open for the next start. */
type Setting = 'off' | 'in-use' | 'left-on';

function leave(borrowing: Borrowing, share: Share): Promise<Setting> {
  return borrowing.org.mustFinish(async () => {
    try {
      return await inTurn(borrowing, undefined, () => giveBack(borrowing, share, 0));
    } catch (error) {
      if (!isReplaced(error)) throw error;
      // The state that is there now may not know that the setting is on.
      const isOffNow = await borrowing.state.leases.guarding(
        () => [],
        () => turnOff(borrowing),
      );
      return isOffNow ? 'off' : 'left-on';
    } finally {
      await share.lease.release();
    }
  });
}

/** @param settlesAt until when our own request may still turn the setting on; epoch ms */
async function giveBack(borrowing: Borrowing, { intended }: Share, settlesAt: number): Promise<Setting> {
  const { org, state, clock } = borrowing;
  const others = (await openIntents(state.journal, org.orgId)).filter(({ intent }) => intent !== intended.intent);
  const inUse = await usedOf(state.leases, others);
  if (inUse.length === 0) {
    const intents = [{ ...intended, event: 'done' } as const, ...others.map(recovered)];
    const given = { intents, settlesAt: Math.max(settlesAt, landedAt(others, clock.now())) };
    return (await settle(borrowing, given)) ? 'off' : 'left-on';
  }
  // The last one out would turn it off before a late request of ours turns it on.
  if (settlesAt > clock.now()) await clock.sleep(settlesAt - clock.now());
  await state.journal.append({ ...intended, event: 'done' });
  return 'in-use';
}

/** Whether an interrupted run left the setting on, as far as the journal says. */
export async function isAccessLeftOn(
  { journal, leases }: Pick<State, 'journal' | 'leases'>,
  orgId: string,
): Promise<boolean> {
  const open = await openIntents(journal, orgId);
  return open.length > 0 && (await usedOf(leases, open)).length === 0;
}

/** Whether keyturn has turned the setting on temporarily, or may have. */
export async function isAccessBorrowed({ journal }: Pick<State, 'journal'>, orgId: string): Promise<boolean> {
  return (await openIntents(journal, orgId)).length > 0;
}

/** The setting as it is without keyturn: false while keyturn has it on temporarily; null if the org doesn't report it. */
export async function lastingAccess({ org, state }: Pick<Borrowing, 'org' | 'state'>): Promise<boolean | null> {
  const isBorrowed = await isAccessBorrowed(state, org.orgId);
  const isOn = await org.secretAccess();
  return isOn === true && (isBorrowed || (await isAccessBorrowed(state, org.orgId))) ? false : isOn;
}

/**
 * Turns off what interrupted runs left on in this org, unless others still need it, also if nobody has confirmed the state yet.
 * Returns true when it did.
 */
export async function returnBorrowedSecretAccess(borrowing: Omit<Borrowing, 'app'>): Promise<boolean> {
  const { org, state, clock } = borrowing;
  if (!(await isAccessLeftOn(state, org.orgId))) return false;
  const turn = await acquireSwitch(borrowing).catch(unlessHeld);
  if (turn === null) return false;
  return underSwitch(turn, borrowing, async () => {
    if (!(await isAccessLeftOn(state, org.orgId))) return false;
    const open = await openIntents(state.journal, org.orgId);
    const given = { intents: open.map(recovered), settlesAt: landedAt(open, clock.now()) };
    return await org.mustFinish(() => settle({ ...borrowing, app: null }, given));
  });
}

async function openIntents(journal: Pick<State['journal'], 'open'>, orgId: string): Promise<readonly JournalLine[]> {
  return (await journal.open()).filter((line) => line.action === 'borrow-secret-access' && line.orgId === orgId);
}

/** The intents whose process is still at work. */
async function usedOf(leases: State['leases'], open: readonly JournalLine[]): Promise<readonly JournalLine[]> {
  const used = await Promise.all(
    open.map(async (line) => {
      const { share, fence } = line.detail;
      const holder = typeof share === 'string' ? await leases.holder(share) : null;
      return holder !== null && holder.fence === fence ? [line] : [];
    }),
  );
  return used.flat();
}

function recovered(line: JournalLine): JournalEntry {
  return { ...line, event: 'recovered' };
}

/** When the last request that turned the setting on has surely arrived. If the clock was set back, `at` may be in the future. */
function landedAt(open: readonly JournalLine[], now: number): number {
  return open.length === 0 ? 0 : Math.min(Math.max(...open.map(({ at }) => at)), now) + inFlightMs;
}

interface GivingBack {
  /** The outcomes to record once the setting is off. */
  readonly intents: readonly JournalEntry[];
  /** Until when a request that turns the setting on may still be in progress. Epoch ms. */
  readonly settlesAt: number;
}

/** Returns whether the setting is off. */
async function settle(borrowing: Borrowing, { intents, settlesAt }: GivingBack): Promise<boolean> {
  const { org, state, clock } = borrowing;
  if (!(await turnOff(borrowing))) return false;
  const wait = settlesAt - clock.now();
  if (wait > 0) {
    await clock.sleep(wait);
    if (!(await isOff(org)) && !(await turnOff(borrowing))) return false;
  }
  if (intents.some(({ event }) => event === 'recovered')) noteCleaned(state);
  for (const intent of intents) await state.journal.append(intent);
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
      if (isTakenOver(error) || isReplaced(error)) throw error;
      const isExpired = isKeyturnError(error) && error.code === 'SessionExpired';
      if (!isKeyturnError(error) || isExpired || error.exitCode === 130 || delay === undefined) return false;
      // A late request must not turn off the setting while the next run uses it.
      await clock.sleep(isOutcomeUnknown(error) ? Math.max(delay, inFlightMs) : delay);
    }
  }
}

function isReplaced(error: unknown): boolean {
  return isKeyturnError(error) && error.code === 'StateReplaced';
}

/** False when the setting can't be read. */
async function isOff(org: SalesforceOrg): Promise<boolean> {
  return (await org.secretAccess().catch(() => null)) === false;
}
