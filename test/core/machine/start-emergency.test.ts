import { describe, expect, it } from 'vitest';
import { deliverAgain } from '../../../src/core/machine/start-delivery.ts';
import { startEmergency, takesUp } from '../../../src/core/machine/start-emergency.ts';
import type { StartFacts } from '../../../src/core/machine/start-request.ts';
import type { Containment, EmergencyWishes } from '../../../src/core/model/emergency-run.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { targets } from '../../support/targets.ts';
import { delivery } from '../automation/app-facts.ts';
import { begun, look, me, newKey, oldKey, otherKey, watched } from '../rotation/given.ts';
import { emergencyRun, graceRun, rotation } from '../watch/rotations.ts';
import { noon } from '../watch/watched-apps.ts';

const wishes: EmergencyWishes = {
  confirmedAt: noon,
  leakedSince: null,
  containBy: null,
  replaceBy: 'staging',
  keepsSessions: false,
  freesStranger: false,
  reportTo: null,
  certificate: 'none',
};
const agreed = { confirmed: true, otherFlows: true, borrow: true };
const containment: Containment = {
  by: 'flow',
  wasSo: false,
  intendedAt: noon,
  containedAt: noon,
  provedAt: null,
  openedAt: null,
};
const later = noon + 60_000;

function start(open: Rotation | null, wished: Partial<EmergencyWishes> = {}, facts: Partial<StartFacts> = {}) {
  const usual = { watched, open, seen: look(), personId: me, now: later, newId: 'run-2' };
  return startEmergency({ ...wishes, ...wished }, { ...usual, ...facts }, targets('file:/new'));
}

function openRun(run: Partial<NonNullable<Rotation['emergency']>> = {}, fields: Partial<Rotation> = {}): Rotation {
  return rotation({ kind: 'emergency', ends: oldKey, emergency: emergencyRun(run), ...fields });
}

/** What was wished for, and holds in the run that goes on. */
function goesOn(run: Partial<NonNullable<Rotation['emergency']>>, wished: Partial<EmergencyWishes>) {
  const { rotation: went } = start(openRun(run), wished);
  expect(went.id).toBe('run-1');
  return went.emergency;
}

describe('an emergency that begins', () => {
  it('has done nothing, and is agreed to as a whole', () => {
    const { rotation: fresh, replaced } = start(null, { leakedSince: noon - 1, containBy: 'flow' });
    expect(replaced).toBeNull();
    expect(fresh).toEqual({
      ...begun('rotate', { consent: agreed, graceDays: 0, deliveries: targets('file:/new') }),
      id: 'run-2',
      kind: 'emergency',
      startedAt: later,
      emergency: emergencyRun({ leakedSince: noon - 1, containBy: 'flow', certificate: 'none' }),
    });
  });

  it('takes the place of any other run, whose deleted pair it proves', () => {
    const open = graceRun({ ends: oldKey, stays: newKey, endedAt: noon });
    const seen = look({ primaryKey: newKey });
    const { rotation: fresh, replaced } = start(open, {}, { seen });
    expect(replaced).toMatchObject({ id: 'run-1', outcome: 'replaced', finishedAt: later });
    expect(fresh).toMatchObject({ id: 'run-2', ends: newKey, emergency: { freed: [oldKey], freedRefused: [] } });
    const refused = start({ ...open, refusedAt: noon }, {}, { seen }).rotation.emergency;
    expect(refused).toMatchObject({ freed: [oldKey], freedRefused: [oldKey] });
  });

  it('proves nothing of a run that has deleted nothing', () => {
    expect(start(graceRun(), {}).rotation.emergency).toMatchObject({ freed: [], freedRefused: [] });
    const living = start(graceRun(), {}, { seen: look({ primaryKey: otherKey }) });
    expect(living.rotation.emergency).toMatchObject({ freed: [], freedRefused: [] });
  });

  it('leaves out the credentials of a repeated delivery, which deleted nothing', () => {
    const facts = { watched, targets: targets('file:/erp'), personId: me, now: noon, newId: 'run-1' };
    const { rotation: fresh } = start(deliverAgain(facts), {}, { seen: look({ primaryKey: otherKey }) });
    expect(fresh.emergency).toMatchObject({ freed: [], freedRefused: [] });
  });

  it('is the one whose deploy has made the pair that is primary, though it does not know it yet', () => {
    const open = openRun({ replaceBy: 'deploy', replaceIntendedAt: noon }, { stays: null });
    const { rotation: went, replaced } = start(open, {}, { seen: look({ primaryKey: newKey }) });
    expect([went.id, went.ends, went.emergency?.replaceBy, replaced]).toEqual(['run-1', oldKey, 'deploy', null]);
    const told = start({ ...open, stays: newKey, rotatedAt: noon }, {}, { seen: look({ primaryKey: otherKey }) });
    expect(told.rotation).toMatchObject({ id: 'run-2', ends: otherKey });
  });

  const overtaken = { seen: look({ primaryKey: otherKey }) };
  it('keeps what an emergency of before has freed, each once, but for what is primary', () => {
    const open = openRun(
      { freed: ['a', oldKey, otherKey], freedRefused: ['a', otherKey] },
      { endedAt: noon, refusedAt: noon, stays: newKey, rotatedAt: noon },
    );
    const { rotation: fresh } = start(open, {}, overtaken);
    expect(fresh).toMatchObject({ id: 'run-2', ends: otherKey });
    expect(fresh.emergency).toMatchObject({ freed: ['a', oldKey], freedRefused: ['a', oldKey] });
  });

  it('turns on again what an emergency of before has turned off, unless that did', () => {
    expect(start(openRun({ containment }), {}, overtaken).rotation.emergency?.containment).toEqual(containment);
    const opened = openRun({ containment: { ...containment, openedAt: noon } });
    expect(start(opened, {}, overtaken).rotation.emergency?.containment).toBeNull();
  });
});

describe('an emergency that goes on', () => {
  it('keeps the list of known addresses, unless it gets a new one', () => {
    const knownAddresses = ['198.51.100.7'];
    expect(goesOn({ knownAddresses }, {})).toMatchObject({ knownAddresses });
    expect(goesOn({ knownAddresses }, { knownAddresses: ['::1'] })).toMatchObject({ knownAddresses: ['::1'] });
    expect(goesOn({}, {})).not.toHaveProperty('knownAddresses');
  });

  it('replaces no run, keeps what was done and names one more consumer', () => {
    const open = openRun({ freed: ['a'], containment }, { deliveries: [delivery('file:/erp', 'delivered', noon)] });
    const { rotation: went, replaced } = start(open);
    expect(replaced).toBeNull();
    expect(went).toMatchObject({
      id: 'run-1',
      consent: agreed,
      graceDays: 0,
      emergency: { freed: ['a'], containment },
    });
    expect(went.deliveries.map(({ target, status }) => [target.name, status])).toEqual([
      ['/erp', 'delivered'],
      ['CI', 'pending'],
      ['/new', 'pending'],
    ]);
  });

  it('takes the wishes of the last command', () => {
    const wished = { leakedSince: 5, keepsSessions: true, freesStranger: true, reportTo: '/b' } as const;
    expect(goesOn({ leakedSince: 4, reportTo: '/a' }, wished)).toMatchObject(wished);
    expect(goesOn({ keepsSessions: true }, {})).toMatchObject({ keepsSessions: false });
  });

  it('keeps the wishes that the last command leaves out', () => {
    const kept = { leakedSince: 4, freesStranger: true, reportTo: '/a', containBy: 'flow' } as const;
    expect(goesOn(kept, {})).toMatchObject(kept);
    expect(goesOn({}, {})).toMatchObject({ freesStranger: false });
  });

  it('takes what a later plan names in the slot, unless whatever is there may go', () => {
    const named = { freesStranger: true, freesOnly: otherKey } as const;
    const any = { freesStranger: true } as const;
    const agreement = (before: Partial<EmergencyWishes>, then: Partial<EmergencyWishes>) => {
      const { freesStranger, freesOnly } = goesOn(before, then) ?? {};
      return [freesStranger, freesOnly];
    };
    expect(agreement({}, named)).toEqual([true, otherKey]);
    expect(agreement({ ...named, freesOnly: newKey }, named)).toEqual([true, otherKey]);
    expect(agreement(named, {})).toEqual([true, otherKey]);
    expect(agreement(named, any)).toEqual([true, undefined]);
    expect(agreement(any, named)).toEqual([true, undefined]);
  });

  it('knows what the run that it replaces has left in the slot', () => {
    const { rotation: fresh } = start(graceRun({ ends: otherKey }), {}, { seen: look({ primaryKey: oldKey }) });
    expect(fresh.emergency?.inSlot).toMatchObject({ holder: 'previous', consumerKey: otherKey });
  });

  it('changes no way that was begun', () => {
    const wished = { containBy: 'freeze', replaceBy: 'deploy' } as const;
    expect(goesOn({ containBy: 'flow' }, wished)).toMatchObject(wished);
    expect(goesOn({ containBy: 'flow', containment }, wished)).toMatchObject({
      containBy: 'flow',
      replaceBy: 'deploy',
    });
    expect(goesOn({ replaceBy: 'deploy', replaceIntendedAt: noon }, {})).toMatchObject({ replaceBy: 'deploy' });
    expect(goesOn({ replaceBy: 'deploy' }, {})).toMatchObject({ replaceBy: 'staging' });
  });

  it('deletes the leaked credentials that its promotion left in the slot, though a deploy is asked for now', () => {
    const open = openRun({}, { stays: newKey, rotatedAt: noon });
    const { rotation: went } = start(open, { replaceBy: 'deploy' }, { seen: look({ primaryKey: newKey }) });
    expect(went).toMatchObject({ id: 'run-1', emergency: { replaceBy: 'staging' } });
  });

  it('keeps the certificate that it has', () => {
    const certificate = { pem: 'one' };
    expect(goesOn({ certificate }, {})).toMatchObject({ certificate });
    expect(goesOn({ certificate: 'unknown' }, { certificate })).toMatchObject({ certificate });
  });
});

describe('whether an emergency takes up the open run', () => {
  const report = '/incidents/run-1.md';
  const pending = [delivery('file:/erp', 'pending')];
  const isProved = { primaryProvedAt: noon };
  it.each<[string, Rotation, EmergencyWishes['containBy'], boolean]>([
    ['no run of another kind', graceRun(), null, false],
    ['one that was just begun', openRun(), null, true],
    ['one that was just begun, and stops everything', openRun(), 'flow', true],
    ['one that reported and proves its pair yet', openRun({ report }), null, true],
    ['none that reported, to stop everything', openRun({ report }), 'freeze', false],
    ['one that delivers yet', openRun({ report }, { ...isProved, deliveries: pending }), null, true],
    ['none in which only people have to do something', openRun({ report }, isProved), null, false],
    [
      'one whose report was written before its pair was proved',
      openRun({ report, isReportBehind: true }, isProved),
      null,
      true,
    ],
    ['one that works and has no report yet', openRun({}, isProved), null, true],
  ])('%s', (_title, open, containBy, expected) => expect(takesUp(open, { containBy })).toBe(expected));
});
