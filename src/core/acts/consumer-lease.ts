import { rotationLease } from '../model/rotation-lease.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';
import type { Lease, State } from '../ports/ports.ts';
import { withEndTruth } from './end-truth.ts';

/**
 * Reserves an OAuth consumer for one process. Needed to touch its credentials and to record which ones are watched.
 * @throws AnotherAtWork, and TakenOver once another process has it
 */
export function withConsumerLease<Value>(
  state: Pick<State, 'leases' | 'apps'>,
  consumer: Pick<WatchedApp, 'orgId' | 'consumerId' | 'org' | 'app'>,
  work: (lease: Lease) => Promise<Value>,
): Promise<Value> {
  return withEndTruth(state, consumer, async () => {
    const lease = await state.leases.acquire(rotationLease(consumer), appInOrg(consumer));
    try {
      return await state.leases.guarding(
        () => [lease],
        () => work(lease),
      );
    } finally {
      await lease.release();
    }
  });
}

/** What the lease of an app guards, in words. */
export function appInOrg({ app, org }: Pick<WatchedApp, 'org' | 'app'>): string {
  return `${plainText(app)} in ${plainText(org)}`;
}
