import type { Lease, State } from '../ports.ts';
import type { WatchedApp } from './watched-app.ts';

export function consumerLeaseName({ orgId, consumerId }: Pick<WatchedApp, 'orgId' | 'consumerId'>): string {
  return `rotation ${orgId} ${consumerId}`;
}

/**
 * Keeps a consumer to one process: whoever touches its pairs, or writes down which pair is watched, holds this.
 * @throws AnotherAtWork
 */
export async function withConsumerLease<Value>(
  state: Pick<State, 'leases'>,
  { orgId, consumerId }: Pick<WatchedApp, 'orgId' | 'consumerId'>,
  work: (lease: Lease) => Promise<Value>,
): Promise<Value> {
  const lease = await state.leases.acquire(consumerLeaseName({ orgId, consumerId }));
  try {
    return await work(lease);
  } finally {
    await lease.release();
  }
}
