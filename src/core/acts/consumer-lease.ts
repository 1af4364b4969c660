import type { WatchedApp } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';
import type { Lease, State } from '../ports/ports.ts';

export function rotationLease({ orgId, consumerId }: Pick<WatchedApp, 'orgId' | 'consumerId'>): string {
  return `rotation ${orgId} ${consumerId}`;
}

/**
 * Keeps a consumer to one process: whoever touches its pairs, or writes down which pair is watched, holds this.
 * @throws AnotherAtWork
 */
export async function withConsumerLease<Value>(
  state: Pick<State, 'leases'>,
  consumer: Pick<WatchedApp, 'orgId' | 'consumerId' | 'org' | 'app'>,
  work: (lease: Lease) => Promise<Value>,
): Promise<Value> {
  const lease = await state.leases.acquire(rotationLease(consumer), appInOrg(consumer));
  try {
    return await work(lease);
  } finally {
    await lease.release();
  }
}

/** What a lease of an app guards, for people. */
export function appInOrg({ app, org }: Pick<WatchedApp, 'org' | 'app'>): string {
  return `${plainText(app)} in ${plainText(org)}`;
}
