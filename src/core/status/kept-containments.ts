import { isKnownTo, type KeptRecord } from '../model/containment-record.ts';
import type { Incidents } from '../ports/incidents.ts';
import type { State } from '../ports/ports.ts';

/**
 * Records of containments that the state doesn't know of: without them, nobody turns access on again.
 * @param state null if it can't be used
 */
export async function keptContainments(
  { keptRecords }: Pick<Incidents, 'keptRecords'>,
  state: Pick<State, 'rotations'> | null,
): Promise<readonly KeptRecord[]> {
  const found = await keptRecords();
  const unknown = await Promise.all(
    found.map(async (one) => {
      const { orgId, consumerId } = one.record;
      const run = await state?.rotations.latest(orgId, consumerId).catch(() => null);
      return !isKnownTo(run ?? null, one.record);
    }),
  );
  return found.filter((_one, index) => unknown[index]);
}
