import { describe, expect, it } from 'vitest';
import type { Action, Circumstances } from '../../../src/core/machine/action.ts';
import { afterHiddenSecret, decide } from '../../../src/core/machine/decide.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { type KeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { targets } from '../../support/targets.ts';
import { delivery } from '../automation/app-facts.ts';
import { both, look, me, newKey, oldKey, otherKey, previous, slot, stranger } from '../rotation/given.ts';
import { rotation } from '../watch/rotations.ts';
import { day, noon } from '../watch/watched-apps.ts';

const app = 'Billing_Sync';
const erp = delivery('file:/erp', 'delivered', noon);
const crm = delivery('file:/crm', 'failed', noon);
const ci = delivery('manual:CI', 'waiting', noon);
const staged: Partial<Rotation> = {
  ends: oldKey,
  personId: me,
  stageIntendedAt: noon,
  stays: newKey,
  staged: { id: '0xS1', createdAt: noon, expiresAt: noon + 30 * day },
};
const saved: Partial<Rotation> = { ...staged, savedAt: noon };
const proved: Partial<Rotation> = { ...saved, stagedProvedAt: noon };
const rotated: Partial<Rotation> = { ...proved, rotatedAt: noon };
const inGrace: Partial<Rotation> = { ...rotated, primaryProvedAt: noon, deliveries: [erp] };
const ended: Partial<Rotation> = { ...inGrace, endedAt: noon };
const discarding: Partial<Rotation> = { kind: 'discard', ends: newKey, stays: oldKey };
const agreed = { confirmed: true, otherFlows: false, borrow: false };

const stagedLook = look({ slot: slot(), stored: both });
const rotatedLook = look({ primaryKey: newKey, slot: previous, stored: both });
const empty = look({ stored: both });
const deletes: Action = { do: 'delete', stagedId: '0xS1' };
const rotates: Action = { do: 'rotate', stagedId: '0xS1' };
const noKey = reason('SlotUnclear', { app, found: 'no-key' });
const changed = (found: string, known: string | null) => reason('PrimaryChangedOutside', { app, found, known });

type Row = readonly [
  title: string,
  fields: Partial<Rotation>,
  seen: Observation | null,
  expected: Action | KeyturnError,
  around?: Partial<Circumstances>,
];

/** A stop by everything that a person reads of it. */
function plain(action: Action): object {
  if (action.do !== 'stop') return action;
  const { code, message, actions } = action.error;
  return { code, message, actions };
}

const asStop = (expected: Action | KeyturnError) =>
  plain('do' in expected ? expected : { do: 'stop', error: expected });

const rows: readonly Row[] = [
  ['a primary pair of others', proved, look({ primaryKey: otherKey }), changed(otherKey, oldKey)],
  ['a rotation that was turned back', rotated, stagedLook, changed(oldKey, newKey)],
  ['a pair that was only to be staged', { ...rotated, kind: 'stage' }, null, changed(newKey, oldKey)],
  ['no look at a staged pair', staged, null, { do: 'observe' }],
  ['a staged pair to read', staged, stagedLook, { do: 'read-staged', stagedId: '0xS1', consumerKey: newKey }],
  ['a staged pair that was not listed', { ...staged, staged: null }, null, { do: 'prove-staged' }],
  ['no look at a pair to rotate that was not listed', { ...proved, staged: null }, stagedLook, { do: 'observe' }],
  ['a staged pair alone', { ...proved, kind: 'stage' }, null, { do: 'rest', why: 'staged', until: null }],
  ['the primary pair of a run that proved nothing', { ...saved, rotatedAt: noon }, null, { do: 'prove-primary' }],
  ['a retirement before anything else', { ...saved, kind: 'retire' }, stagedLook, rotates],
  ['a retirement with consumers', { ...ended, kind: 'retire', deliveries: [crm] }, null, { do: 'prove-refused' }],
  [
    'a previous pair that is refused',
    { ...saved, kind: 'back', stagedRefusedAt: noon },
    null,
    reason('NoWayBack', { app, why: 'refused-already' }),
  ],
  ['a staged pair that is refused', { ...saved, stagedRefusedAt: noon }, null, reason('StagedPairRefused', { app })],
  [
    'one that is refused and only to be staged, whatever was agreed to',
    { ...saved, kind: 'stage', stagedRefusedAt: noon, consent: agreed },
    null,
    reason('StagedPairRefused', { app }),
  ],
  [
    'one that is refused and nobody uses',
    { ...saved, stagedRefusedAt: noon, hasNoConsumers: true },
    null,
    { do: 'observe' },
  ],
  [
    'a person before the rotation',
    { ...proved, deliveries: [erp, ci] },
    null,
    reason('HandOverPending', { app, names: ['CI'], isPrimary: false, isCurrent: false }),
  ],
  [
    'a person after the rotation',
    { ...inGrace, deliveries: [erp, ci] },
    rotatedLook,
    reason('HandOverPending', { app, names: ['CI'], isPrimary: true, isCurrent: false }),
  ],
  ['a hand-over before its proof', { ...rotated, deliveries: [crm] }, rotatedLook, { do: 'prove-primary' }],
  [
    'a hand-over that follows the rotation',
    { ...proved, order: 'rotate-first', primaryProvedAt: noon, deliveries: [crm] },
    stagedLook,
    rotates,
  ],
  ['a staged pair that is gone', { ...proved, deliveries: [erp] }, empty, reason('StagedPairGone', { app, given: [] })],
  [
    'a previous pair where an active one was awaited',
    proved,
    look({ slot: slot({ state: 'Rotated' }) }),
    reason('SlotUnclear', { app, found: { key: newKey, state: 'Rotated' } }),
  ],
  [
    'an active pair on the way back',
    { ...proved, kind: 'back' },
    stagedLook,
    reason('SlotUnclear', { app, found: { key: newKey, state: 'Active' } }),
  ],
  [
    'a staged pair that others took away',
    { ...proved, deliveries: [erp, crm], outcome: 'lost' },
    null,
    reason('StagedPairGone', { app, given: ['/erp'] }),
  ],
  ['the grace period', inGrace, rotatedLook, { do: 'rest', why: 'grace', until: noon + 7 * day }],
  [
    'the end of the grace period under `remind`',
    { ...inGrace, graceDays: 0 },
    rotatedLook,
    reason('GraceNotOver', { app, why: 'remind' }),
    { automation: 'remind' },
  ],
  [
    'a grace period after which nobody was told',
    { ...inGrace, deliveries: [], graceDays: 0 },
    rotatedLook,
    reason('GraceNotOver', { app, why: 'nobody-told' }),
  ],
  ['no look at a pair to delete', { ...inGrace, graceDays: 0 }, null, { do: 'observe' }],
  ['a pair to delete', { ...inGrace, graceDays: 0 }, rotatedLook, deletes],
  ['a pair to delete that is not there', { ...inGrace, graceDays: 0 }, look({ primaryKey: newKey }), noKey],
  [
    'another pair in its place',
    { ...inGrace, graceDays: 0 },
    look({ primaryKey: newKey, slot: slot({ consumerKey: otherKey }) }),
    noKey,
  ],
  ['a pair to delete that is primary', { ...inGrace, stays: oldKey, graceDays: 0 }, look({ slot: previous }), noKey],
  ['a discard of what became primary', discarding, look({ primaryKey: newKey }), changed(newKey, null)],
  ['no look at a pair to discard', discarding, null, { do: 'observe' }],
  [
    'a discard while consumers have the pair',
    { ...discarding, deliveries: [crm] },
    stagedLook,
    { do: 'deliver', targets: targets('file:/crm') },
  ],
  [
    'a discard while a person has the pair',
    { ...discarding, deliveries: [ci] },
    stagedLook,
    reason('HandOverPending', { app, names: ['CI'], isPrimary: true, isCurrent: true }),
  ],
  ['a pair to discard', discarding, stagedLook, deletes],
  ['no pair to discard', discarding, empty, noKey],
  ['another pair than the one to discard', discarding, look({ slot: slot({ consumerKey: otherKey }) }), noKey],
  ['a discarded pair', { ...discarding, endedAt: noon }, stagedLook, { do: 'prove-refused' }],
  [
    'a discarded pair that is refused',
    { ...discarding, endedAt: noon, refusedAt: noon },
    empty,
    { do: 'finish', outcome: 'discarded' },
  ],
];

describe('what is said and done at', () => {
  it.each(rows.map((row) => [row[0], row] as const))('%s', (_title, [, fields, seen, expected, around]) => {
    const usual = { now: noon, automation: 'stage', isSelf: false } as const;
    expect(plain(decide(rotation(fields), seen, { ...usual, ...around }))).toEqual(asStop(expected));
  });
});

describe('what is said and done where the secret of a staged pair is hidden', () => {
  const proof = (consumerKey: string) => ({ consumerKey, answer: 'accepted', at: noon, detail: '' }) as const;
  const drops: Action = { do: 'drop-staged', stagedId: '0xS1', consumerKey: newKey };
  const author = { author: stranger, since: noon, until: noon + 30 * day };
  it.each<[string, Partial<Rotation>, Observation, Action | KeyturnError]>([
    ['and it is ours', staged, look({ slot: slot() }), drops],
    ['and another one was proved', { ...staged, proofs: [proof(oldKey)] }, look({ slot: slot() }), drops],
    [
      'and it was proved before',
      { ...staged, proofs: [proof(oldKey), proof(newKey)] },
      look({ slot: slot() }),
      reason('PairNotStored', { app, slot: 'new' }),
    ],
    ['and it is gone', staged, look(), reason('StagedPairGone', { app, given: [] })],
    [
      'and another one of ours lies there',
      staged,
      look({ slot: slot({ consumerKey: otherKey }) }),
      reason('StrangersPair', { app, key: otherKey, ...author, author: me }),
    ],
    [
      "and it is a stranger's",
      staged,
      look({ slot: slot({ createdBy: fromOutside(stranger) }) }),
      reason('StrangersPair', { app, key: newKey, ...author }),
    ],
    [
      'and it is active no more',
      staged,
      look({ slot: slot({ state: 'Rotated' }) }),
      reason('StrangersPair', { app, key: newKey, ...author, author: me }),
    ],
    [
      'and nothing tells which one it is',
      { ...staged, stays: null },
      look({ slot: slot({ consumerKey: null }) }),
      reason('StrangersPair', { app, key: null, ...author, author: me }),
    ],
  ])('%s', (_title, fields, seen, expected) => {
    expect(plain(afterHiddenSecret(rotation(fields), seen))).toEqual(asStop(expected));
  });
});
