import { asOne, type ContainmentRecord, isKnownTo, type KeptRecord } from '../model/containment-record.ts';
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
  const runs = state === null ? [] : (await Promise.all(found.map(({ record }) => runsOf(state, record)))).flat();
  return asOne(found.filter(({ record }) => !runs.some((run) => isKnownTo(run, record))));
}

/** A run that came after the emergency makes its containment no less known. */
function runsOf({ rotations }: Pick<State, 'rotations'>, { orgId, consumerId, run }: ContainmentRecord) {
  const runs = [rotations.latest(orgId, consumerId), run ? rotations.find(run.id) : null];
  return Promise.all(runs).catch(() => []);
}
