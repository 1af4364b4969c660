import { expect } from 'vitest';
import type { Action } from '../../../src/core/machine/action.ts';
import { decide } from '../../../src/core/machine/decide.ts';
import type { RotationEvent } from '../../../src/core/machine/events.ts';
import { evolve } from '../../../src/core/machine/evolve.ts';
import { reconcile } from '../../../src/core/machine/reconcile.ts';
import { startOf } from '../../../src/core/machine/start.ts';
import type { StartRequest } from '../../../src/core/machine/start-request.ts';
import type { StagedPair } from '../../../src/core/model/app.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { OperationKind, Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import type { Automation, WatchedApp } from '../../../src/core/model/watched-app.ts';
import type { KeyturnError } from '../../../src/core/reasons/errors.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { targets } from '../../support/targets.ts';
import { day, noon, watchedApp } from '../watch/watched-apps.ts';

export const oldKey = '3MVG9old';
export const newKey = '3MVG9new';
export const otherKey = '3MVG9other';
export const me = '005000000000009AAA';
export const stranger = '005000000000008AAA';
export const watched: WatchedApp = watchedApp({ consumerKey: oldKey, deliveries: targets('file:/erp', 'manual:CI') });

export const usualRequest: StartRequest = {
  kind: 'rotate',
  consent: { confirmed: false, otherFlows: false, borrow: false },
  graceDays: 7,
  deliveries: null,
  noConsumers: false,
};

export function slot(fields: Partial<StagedPair> = {}): StagedPair {
  const expiresAt = noon + 30 * day;
  return {
    id: '0xS1',
    consumerKey: newKey,
    state: 'Active',
    createdBy: fromOutside(me),
    createdAt: noon,
    expiresAt,
    ...fields,
  };
}

/** The former primary pair in its overlap. */
export const previous = slot({ consumerKey: oldKey, state: 'Rotated' });

/** What a look finds; at first nothing but the old pair, which is in the store. */
export function look(fields: Partial<Observation> = {}): Observation {
  return { at: noon, primaryKey: oldKey, slot: null, stored: new Set([oldKey]), ...fields };
}

export const both: ReadonlySet<string> = new Set([oldKey, newKey]);

/** A run of `kind` as a command begins it. */
export function begun(kind: OperationKind = 'rotate', request: Partial<StartRequest> = {}): Rotation {
  const seen = {
    stage: look(),
    rotate: look(),
    back: look({ primaryKey: newKey, slot: previous, stored: both }),
    retire: look({ primaryKey: newKey, slot: previous, stored: both }),
    discard: look({ slot: slot(), stored: both }),
  }[kind];
  const isAfter = kind === 'back' || kind === 'retire';
  const facts = {
    watched: isAfter ? { ...watched, consumerKey: newKey } : watched,
    open: null,
    seen,
    personId: me,
    now: noon,
    newId: 'run-1',
  };
  return startOf({ ...usualRequest, kind, ...request }, facts).rotation;
}

const stagedSlot = { id: '0xS1', createdAt: noon, expiresAt: noon + 30 * day };
export const staged: readonly RotationEvent[] = [
  { type: 'stage-intended', at: noon },
  { type: 'staged', consumerKey: newKey, slot: stagedSlot },
];
export const saved: readonly RotationEvent[] = [...staged, { type: 'saved', at: noon }];
export const proved: readonly RotationEvent[] = [
  ...saved,
  { type: 'proved', proof: { consumerKey: newKey, answer: 'accepted', at: noon, detail: '' } },
  { type: 'staged-accepted', at: noon },
];
export const delivered: readonly RotationEvent[] = [
  ...proved,
  told('file:/erp', 'delivered'),
  told('manual:CI', 'waiting'),
];
export const handedOver: readonly RotationEvent[] = [...delivered, told('manual:CI', 'confirmed')];
export const rotated: readonly RotationEvent[] = [
  ...handedOver,
  { type: 'rotate-intended', at: noon },
  { type: 'rotated', at: noon },
];
export const inGrace: readonly RotationEvent[] = [...rotated, { type: 'primary-accepted', at: noon }];
export const ended: readonly RotationEvent[] = [...inGrace, { type: 'ended', at: noon + 7 * day }];

export function told(target: string, status: Rotation['deliveries'][number]['status']): RotationEvent {
  return { type: 'delivery', target: parseTarget(target), status, at: noon, problem: null };
}

export interface Circumstances {
  readonly automation?: Automation;
  readonly isSelf?: boolean;
  readonly clockProblem?: KeyturnError;
}

/** given(events).seeing(observation).at(now).does(action); without `seeing` nothing was looked at since the last change. */
export function given(events: readonly RotationEvent[], start: Rotation = begun()) {
  const rotation = events.reduce(evolve, start);
  return situation(rotation, null, noon, {});
}

function situation(rotation: Rotation, seen: Observation | null, now: number, around: Circumstances) {
  return {
    rotation,
    seeing: (observation: Observation) => {
      const reconciled = reconcile(rotation, observation).reduce(evolve, rotation);
      return situation(reconciled, observation, now, around);
    },
    at: (instant: number) => situation(rotation, seen, instant, around),
    with: (circumstances: Circumstances) => situation(rotation, seen, now, circumstances),
    /** An action by name, or a stop by its reason. */
    does: (expected: Action['do'] | Partial<Action> | `stop ${string}`) => {
      const action = decide(rotation, seen, { now, automation: 'stage', isSelf: false, ...around });
      const text = action.do === 'stop' ? `stop ${action.error.code}` : action.do;
      if (typeof expected === 'string') expect(text).toBe(expected);
      else expect(action).toMatchObject(expected);
    },
  };
}
