import { describe, expect, it } from 'vitest';
import type { RotationEvent } from '../../../src/core/machine/events.ts';
import { evolve } from '../../../src/core/machine/evolve.ts';
import { holderIn, startOf } from '../../../src/core/machine/start.ts';
import type { StartFacts, StartRequest } from '../../../src/core/machine/start-request.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget, targetText } from '../../../src/core/model/target.ts';
import { isKeyturnError } from '../../../src/core/reasons/errors.ts';
import { currentKept } from '../../../src/core/reasons/reason.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { targets } from '../../support/targets.ts';
import { delivery } from '../automation/app-facts.ts';
import {
  begun,
  both,
  delivered,
  inGrace,
  look,
  me,
  newKey,
  oldKey,
  otherKey,
  previous,
  proved,
  rotated,
  slot,
  stranger,
  told,
  usualRequest,
  watched,
} from '../rotation/given.ts';
import { emergencyRun } from '../watch/rotations.ts';
import { noon } from '../watch/watched-apps.ts';

const having = (events: readonly RotationEvent[], start: Rotation = begun()) => events.reduce(evolve, start);
const all = { confirmed: true, otherFlows: true, borrow: true };

function start(request: Partial<StartRequest>, facts: Partial<StartFacts>) {
  const usual = { watched, open: null, seen: look(), personId: me, now: noon, newId: 'run-2' };
  return startOf({ ...usualRequest, ...request }, { ...usual, ...facts });
}

/** The run that begins, or the reason why none does. */
function outcome(request: Partial<StartRequest>, facts: Partial<StartFacts>): string {
  try {
    const { rotation, replaced } = start(request, facts);
    return `${rotation.kind} ${rotation.id}${replaced ? `, ${replaced.id} ${replaced.outcome}` : ''}`;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return error.code;
  }
}

const grace = {
  open: having(inGrace),
  seen: look({ primaryKey: newKey, slot: previous, stored: both }),
  watched: { ...watched, consumerKey: newKey },
};
const own = look({ slot: slot(), stored: both });
const hasStaged = { open: having(proved, begun('stage')), seen: own };
const wentBack: Rotation = { ...having(inGrace, begun('back')), stays: oldKey };
const afterBack = {
  open: wentBack,
  seen: look({ primaryKey: oldKey, slot: { ...previous, consumerKey: newKey }, stored: both }),
};
const isBack = { ...grace, open: { ...begun('back'), rotatedAt: null } };

describe('what a command begins, goes on with, or meets', () => {
  it.each<[string, Partial<StartRequest>, Partial<StartFacts>, string]>([
    ['a free slot', { kind: 'rotate' }, {}, 'rotate run-2'],
    ['our own staged pair', { kind: 'rotate' }, { seen: own }, 'rotate run-2'],
    ['a run that only staged', { kind: 'rotate' }, hasStaged, 'rotate run-1'],
    ['the same run again', { kind: 'stage' }, hasStaged, 'stage run-1'],
    ['`stage` while it rotates', { kind: 'stage' }, { open: having(proved), seen: own }, 'RotationUnderWay'],
    [
      "a stranger's pair",
      { kind: 'rotate' },
      { seen: look({ slot: slot({ createdBy: fromOutside(stranger) }) }) },
      'StrangersPair',
    ],
    ['an expired pair', { kind: 'rotate' }, { seen: look({ slot: slot({ state: 'Expired' }) }) }, 'SlotExpired'],
    ['a previous pair', { kind: 'rotate' }, grace, 'PreviousPairLives'],
    ['another primary pair', { kind: 'rotate' }, { seen: look({ primaryKey: otherKey }) }, 'PrimaryChangedOutside'],
    ['nobody to hand it to', { kind: 'rotate' }, { watched: { ...watched, deliveries: [] } }, 'NoDelivery'],
    ['nothing to retire', { kind: 'retire' }, {}, 'NothingToRetire'],
    ['a run in its grace period', { kind: 'retire' }, grace, 'retire run-1'],
    ["a previous pair of nobody's run", { kind: 'retire' }, { ...grace, open: null }, 'retire run-2'],
    [
      'a previous pair that people have, because others made theirs current',
      { kind: 'retire' },
      {
        ...grace,
        open: null,
        watched: { ...grace.watched, deliveries: [{ kind: 'manual', name: 'Cy' }] },
        seen: look({ primaryKey: otherKey, slot: { ...previous, consumerKey: newKey }, stored: both }),
      },
      'PrimaryChangedOutside',
    ],
    [
      'one that only programs and files have, which get the current ones first',
      { kind: 'retire' },
      {
        ...grace,
        open: null,
        watched: { ...grace.watched, deliveries: [{ kind: 'file', name: '/etc/erp.env' }] },
        seen: look({ primaryKey: otherKey, slot: { ...previous, consumerKey: newKey }, stored: both }),
      },
      'retire run-2',
    ],
    ['a way back that is shut', { kind: 'retire' }, isBack, 'retire run-2, run-1 replaced'],
    [
      'a run that has staged nothing yet',
      { kind: 'retire' },
      { open: begun(), seen: look({ slot: slot({ consumerKey: otherKey, state: 'Rotated' }) }) },
      'retire run-2, run-1 replaced',
    ],
    ['no way back without an overlap', { kind: 'back' }, {}, 'NoWayBack'],
    [
      'no way back without the secret',
      { kind: 'back' },
      { ...grace, seen: { ...grace.seen, stored: new Set([newKey]) } },
      'NoWayBack',
    ],
    ['a way back', { kind: 'back' }, grace, 'back run-2, run-1 replaced'],
    [
      'a way back from credentials that others made current',
      { kind: 'back' },
      { ...grace, seen: look({ primaryKey: otherKey, slot: { ...previous, consumerKey: newKey }, stored: both }) },
      'PrimaryChangedOutside',
    ],
    [
      'a way back from those, after the run ended',
      { kind: 'back' },
      { ...grace, open: null, seen: look({ primaryKey: otherKey, slot: previous, stored: both }) },
      'PrimaryChangedOutside',
    ],
    [
      'a way back from those, which a person watches',
      { kind: 'back' },
      {
        ...grace,
        open: null,
        watched: { ...watched, consumerKey: otherKey },
        seen: look({ primaryKey: otherKey, slot: previous, stored: both }),
      },
      'back run-2',
    ],
    ['a way back that is not there yet', { kind: 'back' }, isBack, 'back run-1'],
    ['a way back a second time', { kind: 'back' }, afterBack, 'NoWayBack'],
    ['the end of a way back', { kind: 'retire' }, afterBack, 'retire run-1'],
    [
      "a stranger's pair to discard",
      { kind: 'discard' },
      { seen: look({ slot: slot({ createdBy: fromOutside(stranger) }) }) },
      'discard run-2',
    ],
    [
      "a stranger's pair to discard with nobody there",
      { kind: 'discard', onlyOurs: true },
      { seen: look({ slot: slot({ createdBy: fromOutside(stranger) }) }) },
      'StrangersPair',
    ],
    ['nothing to discard', { kind: 'discard' }, {}, 'NothingToDiscard'],
    ['a previous pair is not discarded', { kind: 'discard' }, { ...grace, open: null }, 'NothingToDiscard'],
  ])('%s', (_name, request, facts, expected) => expect(outcome(request, facts)).toBe(expected));

  it('a way back remembers the run that it is to undo', () => {
    expect(start({ kind: 'back' }, grace).rotation.replaces).toBe('run-1');
    expect(start({ kind: 'back' }, { ...grace, open: null }).rotation.replaces).toBeNull();
  });

  it('a run that others overtook gives way once a person took their pair over', () => {
    const seen = look({ primaryKey: otherKey });
    expect(outcome({}, { open: having(rotated), seen })).toBe('RotationUnderWay');
    const taken = { ...watched, consumerKey: otherKey };
    expect(outcome({}, { open: having(rotated), seen, watched: taken })).toBe('rotate run-2, run-1 replaced');
    // The staged pair was to end, and is primary.
    const made = { open: begun('discard'), seen: look({ primaryKey: newKey, stored: both }) };
    expect(outcome({}, made)).toBe('RotationUnderWay');
    const madeOurs = { ...made, watched: { ...watched, consumerKey: newKey } };
    expect(outcome({}, madeOurs)).toBe('rotate run-2, run-1 replaced');
    const untouched = { open: begun('discard'), seen: look({ primaryKey: otherKey, stored: both }) };
    expect(outcome({}, { ...untouched, watched: taken })).toBe('RotationUnderWay');
  });
});

describe('a pair in the slot that the store does not hold', () => {
  const seen = look({ slot: slot() });

  it("is ours where a run has begun to stage one, and nobody's to be sure without", () => {
    const open = having([{ type: 'stage-intended', at: noon }]);
    expect(holderIn({ seen, open, personId: me })).toBe('ours-unsaved');
    expect(holderIn({ seen, open: begun(), personId: me })).not.toBe('ours-unsaved');
    expect(holderIn({ seen, open: null, personId: me })).not.toBe('ours-unsaved');
  });
});

describe('what was agreed to', () => {
  it('is told truly what works after a switch back', () => {
    const safeOf = (open: Rotation) => {
      try {
        return start({ kind: 'back' }, { ...afterBack, open });
      } catch (error) {
        if (!isKeyturnError(error)) throw error;
        expect(error.message).toContain('it already did, and they are current again');
        expect(error.actions.join(' ')).toMatch(/keyturn resume .*keyturn retire .*keyturn rotate /);
        return error.safe;
      }
    };
    expect(safeOf({ ...wentBack, deliveries: [] })).toBe(currentKept);
    const kept = 'Consumers that still use the replaced credentials have access as long as Salesforce accepts them.';
    expect(safeOf({ ...wentBack, deliveries: [], primaryProvedAt: null })).toBe(kept);
    const waiting = { ...wentBack, deliveries: begun('back').deliveries };
    expect(waiting.deliveries).not.toEqual([]);
    expect(safeOf(waiting)).toBe(kept);
    expect(safeOf({ ...waiting, deleteIntendedAt: noon })).toBe(currentKept);
  });

  it.each(['back', 'discard'] as const)('is added to a run that goes on: %s', (kind) => {
    const seen = kind === 'back' ? grace.seen : own;
    const { rotation } = start({ kind, consent: all }, { open: begun(kind), seen });
    expect(rotation).toMatchObject({ id: 'run-1', consent: all });
  });
  it('is never taken away', () => {
    const { rotation } = start({}, { open: having(proved, begun('rotate', { consent: all })), seen: own });
    expect(rotation.consent).toEqual(all);
  });
});

describe('consumers', () => {
  const deliveriesOf = ({ deliveries }: Rotation) =>
    deliveries.map(({ target, status }) => `${targetText(target)} ${status}`);
  it('of the app stay consumers when another one is named', () =>
    expect(deliveriesOf(start({ deliveries: targets('file:/new') }, {}).rotation)).toEqual([
      'file:/erp pending',
      'manual:CI pending',
      'file:/new pending',
    ]));
  it('keep what they have when another one is named later', () =>
    expect(
      deliveriesOf(
        start({ deliveries: targets('file:/new', 'file:/erp') }, { open: having(delivered), seen: own }).rotation,
      ),
    ).toEqual(['file:/erp delivered', 'manual:CI waiting', 'file:/new pending']));
  it('get the primary pair again before the staged one is discarded', () => {
    expect(deliveriesOf(start({ kind: 'discard' }, { open: having(delivered), seen: own }).rotation)).toEqual([
      'file:/erp pending',
      'manual:CI pending',
    ]);
    expect(deliveriesOf(start({ kind: 'discard' }, { open: having([]), seen: own }).rotation)).toEqual([]);
  });
  it('are those of the run', () => expect(having([told('file:/erp', 'failed')]).deliveries).toHaveLength(2));

  it.each([
    ['back', grace],
    ['retire', grace],
    ['discard', { open: having(delivered), seen: own }],
  ] as const)('include those that were removed during the run before it: %s', (kind, facts) => {
    const open = evolve(facts.open, { type: 'consumer-removed', target: parseTarget('file:/erp') });
    const { rotation } = start({ kind }, { ...facts, open, watched: { ...watched, deliveries: targets('manual:CI') } });
    expect(rotation.removed).toMatchObject([{ target: parseTarget('file:/erp') }]);
    expect(deliveriesOf(rotation).join()).not.toContain('/erp');
  });

  it('are warned about in a discard only where an attempt was made to deliver to them', () => {
    const open = having(delivered);
    const removed = [delivery('file:/tried', 'pending', noon), delivery('file:/untried', 'pending')];
    const { rotation } = start({ kind: 'discard' }, { open: { ...open, removed }, seen: own });
    expect(rotation.removed).toEqual(removed.slice(0, 1));
    const none = start({ kind: 'discard' }, { open: { ...open, removed: removed.slice(1) }, seen: own });
    expect(none.rotation.removed).toBeUndefined();
  });

  it('need not be others where the only one was removed', () => {
    const open = { ...having(delivered), deliveries: [], removed: having(delivered).deliveries };
    const nobody = { ...watched, deliveries: [], consumers: [] };
    expect(start({}, { open, seen: own, watched: nobody }).rotation).toMatchObject({ deliveries: [] });
  });
});

it('names the consumers that wait for people only once there are new credentials to give them', () => {
  const bob: Rotation = {
    ...begun(),
    kind: 'emergency',
    emergency: emergencyRun(),
    deliveries: [delivery('manual:Bob', 'pending')],
  };
  const actions = (rotation: Rotation) => {
    try {
      start({}, { open: rotation });
    } catch (error) {
      if (isKeyturnError(error)) return error.actions.join(' ');
    }
    throw new Error('it started');
  };
  expect(actions(bob)).not.toContain('handed-over');
  expect(actions({ ...bob, stays: newKey, savedAt: noon })).toContain('handed-over');
});
