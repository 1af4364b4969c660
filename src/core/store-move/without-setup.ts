import { setupLease } from '../model/setup-lease.ts';
import type { Lease, State, StoredPair } from '../ports/ports.ts';
import { isAnothers } from '../reasons/errors.ts';
import { theStore } from '../words/store-move.ts';

/** Works on credentials that the state doesn't name, unless a setup uses them or has just begun to watch their app. */
export async function withoutSetup(
  { apps, journal, leases }: Pick<State, 'apps' | 'journal' | 'leases'>,
  pair: StoredPair,
  work: () => Promise<void>,
): Promise<void> {
  const name = setupLease(pair);
  let lease: Lease;
  try {
    lease = await leases.acquire(name, theStore);
  } catch (error) {
    if (isAnothers(error)) return;
    throw error;
  }
  try {
    const isUnfinished = (await journal.open()).some((line) => line.action === 'set-up' && setupLease(line) === name);
    const isWatched = (await apps.list()).some((one) => setupLease(one) === name);
    if (!isUnfinished && !isWatched) await work();
  } finally {
    await lease.release();
  }
}
