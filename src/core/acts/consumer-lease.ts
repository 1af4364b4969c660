import { rotationLease } from '../model/rotation-lease.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';
import type { Lease, State } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
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
    } catch (error) {
      throw await unlessTaken(lease, error);
    } finally {
      await lease.release();
    }
  });
}

/**
 * The error of work under a lease. Once another process has the lease, what this one met is that process's doing, and means nothing
 * else.
 */
export async function unlessTaken({ heartbeat }: Lease, error: unknown): Promise<unknown> {
  const hasSaid = isKeyturnError(error) && (error.exitCode === 130 || error.code === 'TakenOver');
  if (hasSaid) return error;
  const loss = await heartbeat().then(
    () => null,
    (problem: unknown) => problem,
  );
  return isKeyturnError(loss) && loss.code === 'TakenOver' ? loss : error;
}

/** What the lease of an app guards, in words. */
export function appInOrg({ app, org }: Pick<WatchedApp, 'org' | 'app'>): string {
  return `${plainText(app)} in ${plainText(org)}`;
}
