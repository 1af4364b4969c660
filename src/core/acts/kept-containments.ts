import { asOne, type ContainmentRecord, isEnded, isKnownTo, type KeptRecord } from '../model/containment-record.ts';
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
  const found = await withRuns(await keptRecords(), state);
  return asOne(found.flatMap(({ kept, runs }) => (runs.some((run) => isKnownTo(run, kept.record)) ? [] : [kept])));
}

/**
 * Removes the records of containments whose end the state has. One that can't be removed counts for nothing, and the next command
 * tries again.
 */
export async function removeEnded(
  { keptRecords, removeRecord }: Pick<Incidents, 'keptRecords' | 'removeRecord'>,
  state: Pick<State, 'rotations'>,
): Promise<void> {
  const found = await withRuns(await keptRecords(), state);
  const ended = found.filter(({ kept, runs }) => isEnded(runs, kept.record));
  await Promise.all(ended.map(({ kept }) => removeRecord(kept.path)));
}

function withRuns(found: readonly KeptRecord[], state: Pick<State, 'rotations'> | null) {
  return Promise.all(
    found.map(async (kept) => ({ kept, runs: state === null ? [] : await runsOf(state, kept.record) })),
  );
}

/** A run that came after the emergency makes its containment no less known. */
async function runsOf({ rotations }: Pick<State, 'rotations'>, { orgId, consumerId, run }: ContainmentRecord) {
  const runs = [rotations.latestChange(orgId, consumerId), run ? rotations.find(run.id) : null];
  return (await Promise.all(runs).catch(() => [])).flatMap((one) => one ?? []);
}
