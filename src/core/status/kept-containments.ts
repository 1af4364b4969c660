import { type ContainmentRecord, isKnownTo, type KeptRecord } from '../model/containment-record.ts';
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
  const known = await Promise.all(found.map(({ record }) => state !== null && isKnownIn(state, record)));
  return found.filter((_one, index) => !known[index]);
}

/** A run that came after the emergency makes its containment no less known. */
async function isKnownIn({ rotations }: Pick<State, 'rotations'>, record: ContainmentRecord): Promise<boolean> {
  const { orgId, consumerId, run } = record;
  const runs = [rotations.latest(orgId, consumerId), run ? rotations.find(run.id) : null];
  const found = await Promise.all(runs).catch(() => []);
  return found.some((one) => isKnownTo(one, record));
}
