import type { KeptRecord, KnownLeak } from '../model/containment-record.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import type { State } from '../ports/ports.ts';

type Leaked = Pick<WatchedApp, 'orgId' | 'consumerId' | 'consumerKey'>;

/**
 * Whether the newest emergency of the app hasn't deleted the leaked credentials, also if a person has given it up. null if none is known.
 * @param kept the records of containments that the state doesn't know
 */
export async function knownLeak(
  { rotations }: Pick<State, 'rotations'>,
  { orgId, consumerId, consumerKey }: Leaked,
  kept: readonly KeptRecord[],
): Promise<KnownLeak | null> {
  const found = kept.find(
    ({ record }) =>
      isSameId(record.orgId, orgId) &&
      record.consumerId === consumerId &&
      (record.run?.ends ?? consumerKey) === consumerKey,
  );
  if (found) return { kept: found };
  const run = await rotations.latestChange(orgId, consumerId);
  const isLeft = run?.emergency && run.endedAt === null && [run.ends, run.stays].includes(consumerKey);
  return isLeft ? { kept: null } : null;
}
