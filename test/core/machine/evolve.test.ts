import { describe, expect, it } from 'vitest';
import type { RotationEvent } from '../../../src/core/machine/events.ts';
import { evolve } from '../../../src/core/machine/evolve.ts';
import type { Containment, EmergencyRun, SessionsEnded } from '../../../src/core/model/emergency-run.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { delivery } from '../automation/app-facts.ts';
import { newKey } from '../rotation/given.ts';
import { emergencyRun, rotation } from '../watch/rotations.ts';
import { noon } from '../watch/watched-apps.ts';

const at = noon + 1;
const retry = { attempt: 1, at: noon + 9, since: noon };
const stop = { code: 'X', at: noon };
const slot = { id: '0xS1', createdAt: noon, expiresAt: null };
const consent = { confirmed: true, otherFlows: true, borrow: false };
const proofOf = (instant: number) => ({ consumerKey: newKey, answer: 'accepted', at: instant, detail: '' }) as const;
const proofs = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => proofOf(first + index));
const deliveries = [delivery('file:/erp', 'delivered', noon), delivery('manual:CI', 'waiting', noon)];
const ci = parseTarget('manual:CI');
const told = (status: 'failed' | 'confirmed'): RotationEvent => ({
  type: 'delivery',
  target: ci,
  status,
  at,
  problem: 'late',
});
const toldThen = (status: 'failed' | 'confirmed') => [deliveries[0], { target: ci, status, at, problem: 'late' }];
const dropped = {
  stays: null,
  staged: null,
  savedAt: null,
  stageIntendedAt: null,
  stagedProvedAt: null,
  deleteIntendedAt: null,
};
const full = {
  stays: newKey,
  staged: slot,
  savedAt: noon,
  stageIntendedAt: noon,
  stagedProvedAt: noon,
  deleteIntendedAt: noon,
};
const containment: Containment = {
  by: 'flow',
  wasSo: true,
  intendedAt: at,
  containedAt: null,
  provedAt: null,
  openedAt: null,
};
const sessions: SessionsEnded = {
  at: noon + 5,
  ended: 1,
  undecided: 0,
  failed: 0,
  isUnlisted: false,
  problems: [],
  tokenLives: null,
  tokenFormat: null,
  tokenLifetimeMs: null,
};

type Row = readonly [event: RotationEvent, before: Partial<Rotation>, changes: object];

describe('an event changes what it is about, and nothing else', () => {
  const rows: readonly Row[] = [
    [{ type: 'stage-intended', at }, {}, { stageIntendedAt: at }],
    [{ type: 'staged', consumerKey: newKey, slot }, {}, { stays: newKey, staged: slot }],
    [{ type: 'saved', at }, {}, { savedAt: at }],
    [{ type: 'unsaved' }, { savedAt: noon }, { savedAt: null }],
    [{ type: 'dropped' }, { ...full, deliveries }, dropped],
    [{ type: 'slot-seen', slot }, {}, { staged: slot }],
    [{ type: 'proved', proof: proofOf(20) }, { proofs: proofs(1, 19) }, { proofs: proofs(1, 20) }],
    [{ type: 'proved', proof: proofOf(21) }, { proofs: proofs(1, 20) }, { proofs: proofs(2, 21) }],
    [{ type: 'staged-accepted', at }, { retry }, { stagedProvedAt: at, retry: null }],
    [{ type: 'staged-refused', at }, { retry }, { stagedRefusedAt: at, order: 'rotate-first' }],
    [told('failed'), { deliveries, stop }, { deliveries: toldThen('failed') }],
    [told('confirmed'), { deliveries, stop }, { deliveries: toldThen('confirmed'), stop: null }],
    [
      { type: 'consumers-named', targets: [parseTarget('file:/new')] },
      { deliveries },
      { deliveries: [...deliveries, delivery('file:/new', 'pending')] },
    ],
    [{ type: 'rotate-intended', at }, {}, { rotateIntendedAt: at }],
    [{ type: 'rotated', at }, { retry }, { rotatedAt: at }],
    [{ type: 'primary-accepted', at }, { retry }, { primaryProvedAt: at, retry: null }],
    [{ type: 'called', at }, {}, { calledAt: at }],
    [{ type: 'overlap-seen', until: at }, {}, { overlapEndsAt: at }],
    [{ type: 'delete-intended', at }, {}, { deleteIntendedAt: at }],
    [{ type: 'ended', at }, { retry }, { endedAt: at, retry: null }],
    [{ type: 'still-there' }, { endedAt: noon }, { endedAt: null }],
    [{ type: 'refused', at }, { retry }, { refusedAt: at }],
    [
      { type: 'consented', consent, graceDays: 3, hasNoConsumers: true, kind: 'stage' },
      {},
      { consent, graceDays: 3, hasNoConsumers: true, kind: 'stage' },
    ],
    [{ type: 'stopped', code: 'Y', at }, { retry }, { stop: { code: 'Y', at }, retry: null }],
    [{ type: 'retry-planned', retry }, { stop }, { retry }],
    [{ type: 'rested' }, { retry, stop }, { retry: null }],
    [{ type: 'going-on', at, isUnattended: true }, { stop, retry, stagedProvedAt: noon }, { stop: null }],
    [
      { type: 'finished', outcome: 'done', at },
      { stop, retry },
      { outcome: 'done', finishedAt: at, stop: null, retry: null },
    ],
  ];
  it.each(rows.map((row) => [row[0].type, row] as const))('%s', (_type, [event, before, changes]) => {
    const run = rotation(before);
    expect(evolve(run, event)).toEqual({ ...run, ...changes });
  });

  it('dropped, in an emergency: whoever got the pair gets the next one as well', () => {
    const run = rotation({ ...full, deliveries, emergency: emergencyRun() });
    const again = [delivery('file:/erp', 'pending'), delivery('manual:CI', 'pending')];
    expect(evolve(run, { type: 'dropped' })).toEqual({ ...run, ...dropped, deliveries: again });
  });
});

describe('an event of an emergency', () => {
  const rows: readonly (readonly [RotationEvent, Partial<EmergencyRun>, Partial<EmergencyRun>])[] = [
    [{ type: 'contain-intended', by: 'flow', wasSo: true, at }, {}, { containment }],
    [{ type: 'contained', at }, { containment }, { containment: { ...containment, containedAt: at } }],
    [{ type: 'contained', at }, {}, {}],
    [{ type: 'contain-proved', at }, { containment }, { containment: { ...containment, provedAt: at } }],
    [{ type: 'contain-proved', at }, {}, {}],
    [{ type: 'contain-failed', mayBeOff: true }, { containment, containBy: 'flow' }, { containBy: null }],
    [
      { type: 'contain-failed', mayBeOff: false },
      { containment, containBy: 'flow' },
      { containBy: null, containment: null },
    ],
    [{ type: 'opened-again', at }, { containment }, { containment: { ...containment, openedAt: at } }],
    [{ type: 'opened-again', at }, {}, {}],
    [{ type: 'free-intended', consumerKey: 'b' }, { freed: ['a'] }, { freed: ['a', 'b'] }],
    [{ type: 'free-intended', consumerKey: 'a' }, { freed: ['a'] }, {}],
    [{ type: 'freed-refused', consumerKey: 'b' }, { freedRefused: ['a'] }, { freedRefused: ['a', 'b'] }],
    [{ type: 'freed-refused', consumerKey: 'a' }, { freedRefused: ['a'] }, {}],
    [{ type: 'unproved', at }, {}, { unprovedAt: at }],
    [{ type: 'replace-intended', at }, {}, { replaceIntendedAt: at }],
    [{ type: 'slot-hidden', at }, {}, { slotHiddenAt: at }],
    [{ type: 'flags-reset', at }, {}, { flagsResetAt: at }],
    [{ type: 'sessions-ended', sessions }, {}, { sessions }],
    [{ type: 'sessions-swept', sessions }, {}, { sessions, sessionsSweptAt: noon + 5 }],
    [{ type: 'reported', path: '/r.md' }, {}, { report: '/r.md' }],
  ];
  it.each(rows.map((row) => [row[0].type, row] as const))(
    '%s changes what it is about, and nothing else',
    (_type, [event, before, changes]) => {
      const run = emergencyRun(before);
      const open = rotation({ kind: 'emergency', emergency: run });
      expect(evolve(open, event)).toEqual({ ...open, emergency: { ...run, ...changes } });
    },
  );

  it('primary-accepted: a report that was written before is behind', () => {
    const [told, untold] = [emergencyRun({ report: '/r.md' }), emergencyRun()];
    const accepted = (emergency: EmergencyRun) =>
      evolve(rotation({ kind: 'emergency', emergency }), { type: 'primary-accepted', at });
    expect(accepted(untold).emergency).toEqual(untold);
    expect(accepted(told).emergency).toEqual({ ...told, isReportBehind: true });
    expect(evolve(accepted(told), { type: 'reported', path: '/r.md' }).emergency).toEqual(told);
  });

  it('replaced: the former pair is gone with the deploy', () => {
    const open = rotation({ kind: 'emergency', emergency: emergencyRun() });
    const event = { type: 'replaced', consumerKey: newKey, at } as const;
    expect(evolve(open, event)).toEqual({ ...open, stays: newKey, rotatedAt: at, endedAt: at });
  });

  it('slot-shown: nothing in the slot may still work', () => {
    const open = rotation({ kind: 'emergency', emergency: emergencyRun({ slotHiddenAt: at }) });
    expect(evolve(open, { type: 'slot-shown' }).emergency).toEqual(emergencyRun());
  });

  it('freeze-over: a run that it stopped may continue, and any other stop stays', () => {
    const stopped = (code: string) => rotation({ stop: { code, at } });
    expect(evolve(stopped('AppGivesNoToken'), { type: 'freeze-over' }).stop).toBeNull();
    expect(evolve(stopped('PermissionMissing'), { type: 'freeze-over' })).toEqual(stopped('PermissionMissing'));
    const leftTo = { app: 'Data_Lake', consumerId: '888' };
    const containment = {
      by: 'freeze',
      wasSo: false,
      intendedAt: at,
      containedAt: at,
      provedAt: at,
      openedAt: at,
    } as const;
    const left = (to: object) => emergencyRun({ containment: { ...containment, leftTo: { ...leftTo, ...to } } });
    const open = rotation({ kind: 'emergency', emergency: left({}) });
    expect(evolve(open, { type: 'freeze-over' }).emergency).toEqual(left({ isOver: true }));
  });

  it('changes no run of another kind', () => {
    const run = rotation();
    expect(evolve(run, { type: 'replaced', consumerKey: newKey, at })).toBe(run);
  });
});
