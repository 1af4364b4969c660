import { isContained, type Rotation } from './rotation.ts';
import type { OtherFreeze } from './shared-freeze.ts';
import type { WatchedApp } from './watched-app.ts';

/** What an emergency has turned off in the org, and not turned on again. */
export interface LeftOff {
  readonly what: 'flow' | 'freeze';
  /** False if it may be on: an answer was lost, or the record of turning it on. */
  readonly certain: boolean;
}

/** An emergency that was abandoned while it had blocked access. */
export interface Abandoned {
  readonly run: Rotation;
  /** The open emergency of another app that needs the frozen user, or unfreezes the user; null without one. */
  readonly frozenFor: OtherFreeze | null;
}

/** null if nothing is left off. */
export function leftOffBy(run: Pick<Rotation, 'emergency' | 'endedAt'> | null): LeftOff | null {
  const containment = run?.emergency?.containment;
  if (!run || !containment || !isContained(run)) return null;
  return { what: containment.by, certain: containment.containedAt !== null && run.endedAt === null };
}

/** The run of an app that is about to be forgotten. Only the app has the name of the user whom the run has frozen. */
export function withFrozenUser(run: Rotation, { executionUser }: Pick<WatchedApp, 'executionUser'>): Rotation {
  const { emergency } = run;
  if (emergency?.containment?.by !== 'freeze' || executionUser === null) return run;
  const { id, username } = executionUser;
  return { ...run, emergency: { ...emergency, containment: { ...emergency.containment, user: { id, username } } } };
}
