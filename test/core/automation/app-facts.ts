import type { WorkFacts } from '../../../src/core/automation/work.ts';
import type { DeliveryState, Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import {
  type Drift,
  defaultPolicy,
  type RotationPolicy,
  type WatchedApp,
} from '../../../src/core/model/watched-app.ts';
import { rotation } from '../watch/rotations.ts';
import { day, noon, watchedApp } from '../watch/watched-apps.ts';

export { day, noon } from '../watch/watched-apps.ts';
export const minute = 60_000;
export const hour = 60 * minute;

/** When the secret of the usual app is due. */
export const dueAt = noon + 90 * day;

export function policy(fields: Partial<RotationPolicy> = {}): RotationPolicy {
  return { ...defaultPolicy, ...fields };
}

/** An app that was looked at `ago` before `now`, and is well. */
export function facts(
  now: number,
  fields: Partial<WorkFacts> & { readonly app?: Partial<WatchedApp>; readonly policy?: RotationPolicy } = {},
): WorkFacts {
  const { app, policy = defaultPolicy, ...rest } = fields;
  const watched = watchedApp({ policy, lastCheck: { at: now - minute, drift: [] }, ...app });
  return {
    watched,
    rotation: null,
    window: null,
    stageAheadDays: 14,
    checkEveryMs: 6 * hour,
    now,
    ...rest,
  };
}

export function delivery(target: string, status: DeliveryState['status'], at: number | null = null): DeliveryState {
  return { target: parseTarget(target), status, at, problem: null };
}

export function drift(kind: Drift['kind'], since = noon): Drift {
  return { kind, since, sentence: `It is ${kind}.`, cure: 'Mend it.' };
}

/** A staged pair that is proved, and waits. */
export function staged(fields: Partial<Rotation> = {}): Rotation {
  return rotation({
    kind: 'stage',
    stays: '3MVG9new',
    stageIntendedAt: noon,
    staged: { id: '0xS1', createdAt: noon, expiresAt: noon + 30 * day },
    savedAt: noon,
    stagedProvedAt: noon,
    ...fields,
  });
}

/** The same, rotated at noon: the previous pair lives on. */
export function rotated(fields: Partial<Rotation> = {}): Rotation {
  return staged({
    kind: 'rotate',
    deliveries: [delivery('file:/erp', 'delivered', noon)],
    rotateIntendedAt: noon,
    rotatedAt: noon,
    primaryProvedAt: noon,
    overlapEndsAt: noon + 30 * day,
    ...fields,
  });
}
