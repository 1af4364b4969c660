import type { AppStatus } from '../model/app-status.ts';
import type { State } from '../ports/ports.ts';
import { byUrgency, statusOf } from './status.ts';

/** The status of every watched app from the state, most urgent first. */
export async function readStatus(
  { apps, rotations }: Pick<State, 'apps' | 'rotations'>,
  now: number,
): Promise<readonly AppStatus[]> {
  const [watched, runs] = await Promise.all([apps.list(), rotations.newest()]);
  const runOf = new Map(runs.map((run) => [`${run.orgId} ${run.consumerId}`, run]));
  return watched.map((app) => statusOf(app, runOf.get(`${app.orgId} ${app.consumerId}`) ?? null, now)).sort(byUrgency);
}
