import { asSeen } from '../machine/as-seen.ts';
import type { AppStatus } from '../model/app-status.ts';
import { isKnownTo, type KeptRecord } from '../model/containment-record.ts';
import { isMidway, type Rotation } from '../model/rotation.ts';
import { rotationLease } from '../model/rotation-lease.ts';
import { freezesAmong, thatStay } from '../model/shared-freeze.ts';
import type { State } from '../ports/ports.ts';
import { byUrgency, statusOf } from './status.ts';

/**
 * The status of every watched app from the state, most urgent first.
 * @param kept records of containments that the state doesn't know of
 */
export async function readStatus(
  { apps, rotations, leases }: Pick<State, 'apps' | 'rotations' | 'leases'>,
  now: number,
  kept: readonly KeptRecord[] = [],
): Promise<readonly AppStatus[]> {
  const [watched, runs] = await Promise.all([apps.list(), rotations.newest()]);
  const runOf = new Map(runs.map((run) => [`${run.orgId} ${run.consumerId}`, run]));
  // Only a run between two steps may be interrupted. The others need no look at their lease.
  const isAtWork = async (run: Rotation | null) =>
    run !== null && isMidway(run) && (await leases.holder(rotationLease(run))) !== null;
  const rows = await Promise.all(
    watched.map(async (app) => {
      const run = asSeen(app, runOf.get(`${app.orgId} ${app.consumerId}`) ?? null);
      const isOfIt = ({ record }: KeptRecord) =>
        record.orgId === app.orgId && record.consumerId === app.consumerId && !isKnownTo(run, record);
      const frozenFor = thatStay(freezesAmong(runs, watched, app)).find(({ isSure }) => isSure) ?? null;
      const around = { isAtWork: await isAtWork(run), kept: kept.find(isOfIt) ?? null, frozenFor };
      return statusOf(app, run, now, around);
    }),
  );
  return rows.sort(byUrgency);
}
