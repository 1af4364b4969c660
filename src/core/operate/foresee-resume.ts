import { mayDelete } from '../machine/may-delete.ts';
import type { Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Clock, State } from '../ports/ports.ts';
import { stepsLeft } from '../words/resume-plan.ts';
import { type Beforehand, beforehand } from './foresee.ts';
import { stillWatched } from './still-watched.ts';

interface Left {
  readonly rotation: Rotation;
  readonly watched: WatchedApp;
  readonly steps: readonly string[];
  readonly before: Beforehand;
}

/** What is left of an interrupted run, according to its record: asks no org. Null if there is no such run. */
export async function foreseeResume(
  { state, clock }: { readonly state: State; readonly clock: Clock },
  given: WatchedApp,
): Promise<Left | null> {
  const watched = await stillWatched(state, given);
  const [rotation, before] = await Promise.all([
    state.rotations.open(watched.orgId, watched.consumerId),
    beforehand(state, watched),
  ]);
  if (!rotation) return null;
  const may = mayDelete(rotation, watched.policy.automation);
  const steps = stepsLeft(rotation, watched, { now: clock.now(), mayDelete: may });
  return { rotation, watched, steps, before };
}
