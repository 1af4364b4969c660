import { describe, expect, it } from 'vitest';
import type { Action, Circumstances } from '../../../src/core/machine/action.ts';
import { decide } from '../../../src/core/machine/decide.ts';
import type { Containment, EmergencyRun, SessionsEnded } from '../../../src/core/model/emergency-run.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { type KeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { targets } from '../../support/targets.ts';
import { delivery } from '../automation/app-facts.ts';
import { both, look, me, newKey, oldKey, otherKey, previous, slot, stranger } from '../rotation/given.ts';
import { emergencyRun, rotation } from '../watch/rotations.ts';
import { day, noon } from '../watch/watched-apps.ts';

type Fields = Partial<Rotation> & { readonly run?: Partial<EmergencyRun> };

const app = 'Billing_Sync';
const staged: Fields = {
  stageIntendedAt: noon,
  stays: newKey,
  staged: { id: '0xS1', createdAt: noon, expiresAt: noon + 30 * day },
};
const saved: Fields = { ...staged, savedAt: noon };
const proved: Fields = { ...saved, stagedProvedAt: noon };
const rotated: Fields = { ...proved, rotatedAt: noon };
const ended: Fields = { ...rotated, endedAt: noon };
const sessions: SessionsEnded = {
  at: noon,
  ended: 1,
  undecided: 0,
  failed: 0,
  isUnlisted: false,
  problems: [],
  tokenLives: null,
  tokenFormat: null,
  tokenLifetimeMs: null,
};
const refused: Fields = { ...ended, refusedAt: noon, run: { sessions } };
const swept: Fields = { ...refused, run: { sessions, sessionsSweptAt: noon } };
const reported: Fields = { ...swept, run: { ...swept.run, report: '/incidents/run-1.md' } };
const usable: Fields = { ...reported, primaryProvedAt: noon };

const containment: Containment = {
  by: 'flow',
  wasSo: false,
  intendedAt: noon,
  containedAt: noon,
  provedAt: null,
  openedAt: null,
};
const contained = { containment } as const;
const deploy = { replaceBy: 'deploy' } as const;
const pending = [delivery('file:/erp', 'pending')];
const failed = [delivery('file:/erp', 'failed', noon)];
const waiting = [delivery('manual:CI', 'waiting', noon)];
const erp = { do: 'deliver', targets: targets('file:/erp') } as const;

const stagedLook = look({ slot: slot(), stored: both });
const rotatedLook = look({ primaryKey: newKey, slot: previous, stored: both });
const endedLook = look({ primaryKey: newKey, stored: both });
const ofOthers = slot({ id: '0xS2', consumerKey: otherKey, createdBy: fromOutside(stranger) });
const withOthers = look({ slot: ofOthers });
const changed = (found: string, known: string) =>
  reason('PrimaryChangedOutside', { app, found, known, isEmergency: true });
const deletes: Action = { do: 'delete', stagedId: '0xS1' };
const agreedTo = (freesOnly: string) => ({ freesStranger: true, freesOnly });
const freed = (consumerKey: string | null): Action => ({ do: 'free-slot', stagedId: '0xS2', consumerKey });

type Row = readonly [
  title: string,
  fields: Fields,
  seen: Observation | null,
  expected: Action | KeyturnError,
  around?: Partial<Circumstances>,
];

function check([, { run, ...fields }, seen, expected, around]: Row): void {
  const open = rotation({ kind: 'emergency', ends: oldKey, personId: me, emergency: emergencyRun(run), ...fields });
  const action = decide(open, seen, { now: noon, automation: 'stage', isSelf: false, ...around });
  expect(plain(action)).toEqual(plain('do' in expected ? expected : { do: 'stop', error: expected }));
}

/** A stop by everything that a person reads of it. */
function plain(action: Action): object {
  if (action.do !== 'stop') return action;
  const { code, message, actions } = action.error;
  return { code, message, actions };
}

const contain = (by: 'flow' | 'freeze'): Action => ({ do: 'contain', by });
const rows: Readonly<Record<string, readonly Row[]>> = {
  'stops everything first': [
    ['by the flow', { run: { containBy: 'flow' } }, stagedLook, contain('flow')],
    ['by the user', { run: { containBy: 'freeze' } }, null, contain('freeze')],
    ['by the flow where both are allowed', { run: { containBy: 'flow-or-freeze' } }, null, contain('flow')],
    [
      'in the way that was begun',
      { run: { containBy: 'flow-or-freeze', containment: { ...containment, by: 'freeze', containedAt: null } } },
      null,
      contain('freeze'),
    ],
    ['but not twice', { run: { containBy: 'flow', ...contained } }, null, { do: 'observe' }],
    ['but not what is dead', { ...ended, run: { containBy: 'flow' } }, endedLook, { do: 'end-access' }],
    ['but not where nobody asked for it', {}, null, { do: 'observe' }],
  ],
  'stops where others changed the primary pair': [
    ['before a new pair is there', {}, look({ primaryKey: otherKey }), changed(otherKey, oldKey)],
    ['beside the new pair', proved, look({ primaryKey: otherKey, slot: slot() }), changed(otherKey, oldKey)],
    ['after the rotation', rotated, stagedLook, changed(oldKey, newKey)],
    [
      'after a deploy that is known to have made a pair',
      { ...ended, staged: null, run: { ...deploy, replaceIntendedAt: noon } },
      look({ primaryKey: otherKey }),
      changed(otherKey, newKey),
    ],
    [
      'but not where a deploy of ours may have done so',
      { run: { ...deploy, replaceIntendedAt: noon } },
      look({ primaryKey: otherKey }),
      { do: 'replace-by-deploy' },
    ],
  ],
  'makes a new pair': [
    ['by a deploy, after a look', { run: deploy }, null, { do: 'observe' }],
    ['by a deploy', { run: deploy }, look(), { do: 'replace-by-deploy' }],
    [
      'and reads it after the deploy',
      { stays: newKey, rotatedAt: noon, endedAt: noon, run: deploy },
      look({ primaryKey: newKey }),
      { do: 'read-primary' },
    ],
    [
      'and goes on once it is saved',
      { stays: newKey, rotatedAt: noon, endedAt: noon, savedAt: noon, run: deploy },
      endedLook,
      { do: 'end-access' },
    ],
    ['in a free slot', {}, look(), { do: 'stage' }],
    ['and looks before it reads it', staged, null, { do: 'observe' }],
    ['and reads it', staged, look({ slot: slot() }), { do: 'read-staged', stagedId: '0xS1', consumerKey: newKey }],
    ['and reads none that is saved', saved, null, { do: 'prove-staged' }],
    ['and reads none that is primary', { ...staged, rotatedAt: noon }, null, { do: 'observe' }],
    ['and deletes beside one that is primary', { ...staged, rotatedAt: noon }, rotatedLook, deletes],
    ['and reads none that was not listed', { stays: newKey }, look({ slot: slot() }), { do: 'prove-staged' }],
  ],
  'makes room for it': [
    ['where ours lies there', {}, look({ slot: ofOthers, stored: new Set([otherKey]) }), freed(otherKey)],
    [
      'where ours lies there, its secret lost',
      { stageIntendedAt: noon },
      look({ slot: slot({ id: '0xS2' }) }),
      freed(newKey),
    ],
    ['where a previous one lies there', {}, look({ slot: { ...ofOthers, state: 'Rotated' } }), freed(otherKey)],
    ['where an expired one lies there', {}, look({ slot: { ...ofOthers, state: 'Expired' } }), freed(otherKey)],
    ["where a stranger's may go", { run: { freesStranger: true } }, withOthers, freed(otherKey)],
    ['where the one that was named lies there', { run: agreedTo(otherKey) }, withOthers, freed(otherKey)],
    [
      'but not where another one than the one that was named lies there',
      { run: agreedTo(newKey) },
      withOthers,
      reason('StrangersPair', { app, key: otherKey, author: stranger, since: noon, until: noon + 30 * day }),
    ],
    [
      'where one without a key may go',
      { run: { freesStranger: true } },
      look({ slot: { ...ofOthers, consumerKey: null } }),
      freed(null),
    ],
    [
      "but not where a stranger's lies there",
      {},
      withOthers,
      reason('StrangersPair', { app, key: otherKey, author: stranger, since: noon, until: noon + 30 * day }),
    ],
    [
      'but never of the primary pair',
      { run: { freesStranger: true } },
      look({ slot: { ...ofOthers, consumerKey: oldKey, state: 'Rotated' } }),
      reason('PreviousPairLives', { app, key: oldKey, until: noon + 30 * day }),
    ],
    [
      'but not where it is expired and primary',
      {},
      look({ slot: { ...ofOthers, consumerKey: oldKey, state: 'Expired' } }),
      reason('SlotExpired', { app, key: oldKey }),
    ],
    [
      'but not where nobody knows its state',
      {},
      look({ slot: { ...ofOthers, state: 'unknown' } }),
      reason('SlotUnclear', { app, found: { key: otherKey, state: 'unknown' } }),
    ],
  ],
  'proves the new pair': [
    ['before it is used', saved, stagedLook, { do: 'prove-staged' }],
    ['once', proved, stagedLook, { do: 'rotate', stagedId: '0xS1' }],
    ['once where it was refused', { ...saved, stagedRefusedAt: noon }, stagedLook, { do: 'rotate', stagedId: '0xS1' }],
    [
      'once where nobody could tell',
      { ...saved, run: { unprovedAt: noon } },
      stagedLook,
      { do: 'rotate', stagedId: '0xS1' },
    ],
    [
      'but not while no pair gets a token',
      { ...saved, run: contained },
      stagedLook,
      { do: 'rotate', stagedId: '0xS1' },
    ],
  ],
  'hands the new pair over before': [
    ['to those not tried yet', { ...proved, deliveries: [...pending, ...waiting] }, null, erp],
    ['once', { ...proved, deliveries: failed }, stagedLook, { do: 'rotate', stagedId: '0xS1' }],
    [
      'but not where it works only later',
      { ...proved, deliveries: pending, order: 'rotate-first' },
      stagedLook,
      { do: 'rotate', stagedId: '0xS1' },
    ],
    [
      'but not while everything is stopped',
      { ...proved, deliveries: pending, run: contained },
      stagedLook,
      { do: 'rotate', stagedId: '0xS1' },
    ],
  ],
  'makes it primary': [
    ['after a look', proved, null, { do: 'observe' }],
    ['after a look that lists it', { ...proved, staged: null }, stagedLook, { do: 'observe' }],
    [
      'only where it lies in the slot',
      proved,
      withOthers,
      reason('SlotUnclear', { app, found: { key: otherKey, state: 'Active' } }),
    ],
    [
      'only where it is active',
      proved,
      look({ slot: slot({ state: 'Expired' }) }),
      reason('SlotUnclear', { app, found: { key: newKey, state: 'Expired' } }),
    ],
    ['only where it is there', proved, look(), reason('StagedPairGone', { app, given: [] })],
  ],
  'ends the leaked pair': [
    ['after a look', rotated, null, { do: 'observe' }],
    ['at once', rotated, rotatedLook, deletes],
    ["after a call with keyturn's own", rotated, rotatedLook, { do: 'call' }, { isSelf: true }],
    ['once that call was made', { ...rotated, calledAt: noon }, rotatedLook, deletes, { isSelf: true }],
    ['without a call while it is stopped', { ...rotated, run: contained }, rotatedLook, deletes, { isSelf: true }],
    ['and calls no more after it', ended, endedLook, { do: 'end-access' }, { isSelf: true }],
    ['only where it lies in the slot', rotated, endedLook, reason('SlotUnclear', { app, found: 'no-key' })],
    [
      'but never the primary one',
      { ...rotated, stays: oldKey },
      look({ slot: previous }),
      reason('SlotUnclear', { app, found: 'no-key' }),
    ],
  ],
  'looks after everything else then': [
    ['hands over what was not tried', { ...ended, deliveries: pending, run: contained }, null, erp],
    ['turns on again what it stopped', { ...ended, deliveries: failed, run: contained }, null, { do: 'open-again' }],
    ['proves that the leaked pair is refused', { ...ended, run: { sessions } }, null, { do: 'end-access' }],
    [
      'proves that what it freed is refused',
      { ...refused, run: { sessions, freed: ['a', 'b'], freedRefused: ['a'] } },
      null,
      { do: 'end-access' },
    ],
    ['ends sessions', { ...refused, run: {} }, null, { do: 'end-access' }],
    [
      'ends those that came meanwhile',
      { ...refused, run: { sessions, freed: ['a'], freedRefused: ['a'] } },
      null,
      { do: 'sweep-sessions' },
    ],
    ['leaves sessions that are to be kept', { ...refused, run: { keepsSessions: true } }, null, { do: 'report' }],
    [
      'looks after a deploy whether others moved the leaked pair to the slot',
      { ...ended, run: { ...contained, ...deploy } },
      { ...endedLook, isSlotUnread: true },
      { do: 'observe' },
    ],
    [
      'looks at the slot before it hands over, while nobody gets a token anyway',
      { ...ended, deliveries: pending, run: { ...contained, ...deploy } },
      { ...endedLook, isSlotUnread: true },
      { do: 'observe' },
    ],
    [
      'hands over before it looks at the slot where nothing was stopped',
      { ...ended, deliveries: pending, run: deploy },
      { ...endedLook, isSlotUnread: true },
      erp,
    ],
    [
      'turns on what it stopped without another look once nothing is left in the slot',
      { ...ended, run: { ...contained, ...deploy } },
      null,
      { do: 'open-again' },
      { isSlotSettled: true },
    ],
    [
      'turns on what it stopped once the slot was read',
      { ...ended, run: { ...contained, ...deploy } },
      endedLook,
      { do: 'open-again' },
    ],
    [
      'frees the slot after a deploy before it turns on what it stopped',
      { ...ended, run: { ...contained, ...deploy } },
      { ...endedLook, slot: { ...ofOthers, state: 'Rotated' } },
      freed(otherKey),
    ],
    [
      "leaves a stranger's there after a deploy if nobody agreed",
      { ...ended, run: { ...contained, ...deploy } },
      { ...endedLook, slot: ofOthers },
      { do: 'open-again' },
    ],
    [
      'deletes the leaked pair from the slot only after a look at it',
      { ...rotated, run: deploy },
      { ...endedLook, isSlotUnread: true },
      { do: 'observe' },
    ],
    ['turns the flags of a deploy off', { ...swept, run: { ...swept.run, ...deploy } }, null, { do: 'reset-flags' }],
    ['reports after that', { ...swept, run: { ...swept.run, ...deploy, flagsResetAt: noon } }, null, { do: 'report' }],
    ['reports where nothing was deployed', swept, null, { do: 'report' }],
    ['hands over what failed', { ...reported, deliveries: [...failed, ...waiting] }, null, erp],
    ['proves the primary pair', { ...reported, deliveries: waiting }, null, { do: 'prove-primary' }],
    [
      'reports again once the primary pair is proved',
      { ...usable, deliveries: waiting, run: { ...reported.run, isReportBehind: true } },
      endedLook,
      { do: 'report' },
    ],
    ['waits for people', { ...usable, deliveries: waiting }, endedLook, { do: 'rest', why: 'hand-over', until: null }],
    ['looks before it is done', usable, null, { do: 'observe' }],
    ['is done', usable, endedLook, { do: 'finish', outcome: 'done' }],
  ],
};

describe.each(Object.entries(rows))('an emergency %s', (_what, cases) => {
  it.each(cases.map((row) => [row[0], row] as const))('%s', (_title, row) => check(row));
});
