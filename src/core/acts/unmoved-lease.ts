import { setupLease } from '../model/setup-lease.ts';
import { storeLease } from '../model/store-lease.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Lease, Leases, State } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { leaseHolders } from '../words/state-problems.ts';
import { theStore } from '../words/store-move.ts';
import { appInOrg } from './consumer-lease.ts';

/**
 * Acquires a lease of an app that the state may not know yet. What moves or replaces all secrets can't ask for this lease by its
 * name. It looks for such leases once it holds that of the store, and this one looks for that, so one of the two always sees the other.
 * @throws AnotherAtWork
 */
export async function acquireUnmoved(leases: Leases, name: string, what: string): Promise<Lease> {
  const lease = await leases.acquire(name, what);
  const mover = await leases.holder(storeLease);
  if (mover === null) return lease;
  await lease.release();
  throw reason('AnotherAtWork', { what: theStore, holder: leaseHolders.process(mover.pid, mover.host) });
}

/** Keeps the stored credentials of an app where they are until the state names them. @throws AnotherAtWork */
export async function withNewApp<Value>(
  { leases }: Pick<State, 'leases'>,
  app: Pick<WatchedApp, 'orgId' | 'org' | 'app'>,
  work: () => Promise<Value>,
): Promise<Value> {
  const lease = await acquireUnmoved(leases, setupLease(app), appInOrg(app));
  try {
    return await work();
  } finally {
    await lease.release();
  }
}
