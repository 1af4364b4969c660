import { observeConsumer } from '../acts/observe.ts';
import { mayDelete } from '../machine/may-delete.ts';
import { deliverAgain } from '../machine/start-delivery.ts';
import { endsNothing, type Rotation } from '../model/rotation.ts';
import { storeKindOf, type WatchedApp } from '../model/watched-app.ts';
import { stepsLeft } from '../words/resume-plan.ts';
import { consumersBehind } from './deliver-again.ts';
import { type Beforehand, beforehand } from './foresee.ts';
import { foreseenStop } from './foreseen-stop.ts';
import { isOff } from './look-ahead.ts';
import { withOpenTruth } from './open-truth.ts';
import { checkOrg, checkPlace } from './operate.ts';
import type { AppRequest, OperatePorts } from './operate-request.ts';
import { stillWatched } from './still-watched.ts';
import { withWayBack } from './way-back.ts';

interface Left {
  readonly rotation: Rotation;
  readonly watched: WatchedApp;
  readonly steps: readonly string[];
  readonly before: Beforehand;
}

/**
 * What is left of an interrupted run, according to its record, or the delivery to consumers that may be without the
 * current credentials. Null if there is neither. Only reads. An emergency has its own look at the org.
 * @throws the error with which the run would stop at its first look
 */
export function foreseeResume(
  ports: OperatePorts,
  { watched: given, orgName }: Pick<AppRequest, 'watched' | 'orgName'>,
): Promise<Left | null> {
  const { state, clock } = ports;
  return withOpenTruth(state, given, async () => {
    const watched = await stillWatched(state, given);
    const [open, before, targets] = await Promise.all([
      state.rotations.open(watched.orgId, watched.consumerId),
      beforehand(state, watched),
      consumersBehind(ports, watched),
    ]);
    const again = { watched, targets, personId: '', now: clock.now(), newId: '' };
    const rotation = open ?? (targets.length > 0 ? deliverAgain(again) : null);
    if (!rotation) return null;
    if (!rotation.emergency) await refuseStop(ports, { rotation, watched, orgName });
    const may = mayDelete(rotation, watched.policy.automation);
    const steps = stepsLeft(rotation, watched, { now: clock.now(), mayDelete: may });
    return { rotation, watched, steps, before };
  });
}

interface Continued {
  readonly rotation: Rotation;
  readonly watched: WatchedApp;
  readonly orgName: string;
}

/** @throws the error with which the run would stop at its first look */
async function refuseStop(ports: OperatePorts, { rotation, watched, orgName }: Continued): Promise<void> {
  const [first, store] = await Promise.all([ports.openOrg(orgName), ports.openStore(storeKindOf(watched))]);
  (endsNothing(rotation) ? checkPlace : checkOrg)(first, watched);
  const { org, wayBack } = await withWayBack(ports, first, watched);
  const keys = [rotation.ends, rotation.stays];
  const look = (hasSlot: boolean) => observeConsumer({ org, store, clock: ports.clock }, watched, keys, { hasSlot });
  const seen = await look(!endsNothing(rotation)).catch((error: unknown) => {
    if (isOff(error)) return look(false);
    throw error;
  });
  const stop = foreseenStop({ ...ports, org }, { rotation, watched, seen, isSelf: wayBack !== null });
  if (stop) throw stop;
}
