import { mayDelete } from '../machine/may-delete.ts';
import { deliverAgain } from '../machine/start-delivery.ts';
import type { Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Clock, State } from '../ports/ports.ts';
import { stepsLeft } from '../words/resume-plan.ts';
import { consumersBehind } from './deliver-again.ts';
import { type Beforehand, beforehand } from './foresee.ts';
import { stillWatched } from './still-watched.ts';

interface Left {
  readonly rotation: Rotation;
  readonly watched: WatchedApp;
  readonly steps: readonly string[];
  readonly before: Beforehand;
}

interface Ports {
  readonly state: State;
  readonly clock: Clock;
  readonly deliveries: Parameters<typeof consumersBehind>[0]['deliveries'];
}

/**
 * What is left of an interrupted run, according to its record, or the delivery to consumers that may be without the
 * current credentials: asks no org. Null if there is neither.
 */
export async function foreseeResume({ state, clock, deliveries }: Ports, given: WatchedApp): Promise<Left | null> {
  const watched = await stillWatched(state, given);
  const [open, before, targets] = await Promise.all([
    state.rotations.open(watched.orgId, watched.consumerId),
    beforehand(state, watched),
    consumersBehind({ state, deliveries }, watched),
  ]);
  const again = { watched, targets, personId: '', now: clock.now(), newId: '' };
  const rotation = open ?? (targets.length > 0 ? deliverAgain(again) : null);
  if (!rotation) return null;
  const may = mayDelete(rotation, watched.policy.automation);
  const steps = stepsLeft(rotation, watched, { now: clock.now(), mayDelete: may });
  return { rotation, watched, steps, before };
}
