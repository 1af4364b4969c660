import { describe, expect, it } from 'vitest';
import type { RotationEvent } from '../../../src/core/machine/events.ts';
import { mayDelete } from '../../../src/core/machine/may-delete.ts';
import { agreeing, goOn, newRotation } from '../../../src/core/machine/new-rotation.ts';
import { reconcile } from '../../../src/core/machine/reconcile.ts';
import { nextRetry, resumesAt, retriesEndAt } from '../../../src/core/machine/retries.ts';
import { freshPairMs, inFlightMs, overlapMs } from '../../../src/core/machine/salesforce-times.ts';
import { startOf } from '../../../src/core/machine/start.ts';
import type { StartFacts, StartRequest } from '../../../src/core/machine/start-request.ts';
import { usualRules } from '../../../src/core/machine/usual-rules.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { isKeyturnError, type KeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import { unsure, whatWorks } from '../../../src/core/words/safety.ts';
import { targets } from '../../support/targets.ts';
import { delivery } from '../automation/app-facts.ts';
import { both, look, me, newKey, oldKey, otherKey, previous, slot, usualRequest, watched } from '../rotation/given.ts';
import { emergencyRun, rotation } from '../watch/rotations.ts';
import { day, noon } from '../watch/watched-apps.ts';

const app = 'Billing_Sync';
const pairInSlot = { id: '0xS1', createdAt: noon, expiresAt: noon + 30 * day };
const saved: Partial<Rotation> = { ends: oldKey, personId: me, stays: newKey, staged: pairInSlot, savedAt: noon };
const rotated: Partial<Rotation> = { ...saved, rotatedAt: noon };
const discarding: Partial<Rotation> = { kind: 'discard', ends: newKey, stays: oldKey };
const emergency = { kind: 'emergency', emergency: emergencyRun() } as const;
const sent = { kind: 'emergency', emergency: emergencyRun({ replaceIntendedAt: noon }) } as const;
const at = noon + day;

describe('a look finds', () => {
  const after = { at, primaryKey: newKey, stored: both };
  const others = look({ primaryKey: otherKey, stored: both });
  const overlap = (until: number): RotationEvent => ({ type: 'overlap-seen', until });
  it.each<[string, Partial<Rotation>, Observation, readonly RotationEvent[]]>([
    ['nothing of a run that is over', { ...saved, finishedAt: noon }, look(), []],
    ['nothing of a discard that is over', { ...discarding, finishedAt: noon }, look(), []],
    [
      'a discarded pair that lies there',
      { ...discarding, endedAt: noon },
      look({ slot: slot() }),
      [{ type: 'still-there' }],
    ],
    ['nothing new of a discarded pair', { ...discarding, endedAt: noon }, look(), []],
    ['nothing where it was turned back', rotated, look({ stored: both }), []],
    ['the end that the org names', rotated, look({ ...after, slot: previous }), [overlap(noon + 30 * day)]],
    [
      'an end 30 days after the rotation',
      rotated,
      look({ ...after, slot: { ...previous, expiresAt: null } }),
      [overlap(noon + 30 * day)],
    ],
    [
      'an end 30 days after the look',
      saved,
      look({ ...after, slot: { ...previous, expiresAt: null } }),
      [{ type: 'rotated', at }, overlap(at + 30 * day)],
    ],
    [
      'the end of a pair in whose place another lies',
      rotated,
      look({ ...after, slot: slot({ consumerKey: otherKey }) }),
      [{ type: 'ended', at }],
    ],
    [
      'a staged pair in a state that nobody knows',
      saved,
      look({ slot: slot({ state: 'unknown' }), stored: both }),
      [{ type: 'slot-seen', slot: pairInSlot }],
    ],
    ['no loss where others changed the primary pair', saved, others, []],
    ['a loss', saved, look({ at, stored: both }), [{ type: 'finished', outcome: 'lost', at }]],
    ['no loss in an emergency', { ...saved, ...emergency }, look({ stored: both }), [{ type: 'dropped' }]],
    [
      'what a deploy of ours made',
      { ends: oldKey, ...sent },
      look({ at, primaryKey: otherKey }),
      [{ type: 'replaced', consumerKey: otherKey, at }],
    ],
    ['nothing where the deploy made nothing', { ends: oldKey, ...sent }, look(), []],
    ['nothing of a deploy that was not sent', { ends: oldKey, ...emergency }, others, []],
    [
      'nothing of a pair that was not to be staged',
      { ends: oldKey, personId: me },
      look({ slot: slot(), stored: both }),
      [],
    ],
    [
      'a pair of ours with what the org says of it',
      { ends: oldKey, personId: me, stageIntendedAt: noon },
      look({ slot: slot(), stored: both }),
      [
        { type: 'staged', consumerKey: newKey, slot: pairInSlot },
        { type: 'saved', at: noon },
      ],
    ],
  ])('%s', (_title, fields, seen, expected) => expect(reconcile(rotation(fields), seen)).toEqual(expected));

  it('the same by the usual rules', () => expect(usualRules.reconcile).toBe(reconcile));
});

const facts = (fields: Partial<StartFacts> = {}): StartFacts => ({
  watched,
  open: null,
  seen: look(),
  personId: me,
  now: at,
  newId: 'run-2',
  ...fields,
});
const start = (request: Partial<StartRequest>, given: Partial<StartFacts> = {}) =>
  startOf({ ...usualRequest, ...request }, facts(given));

describe('a new run', () => {
  const nobody = { ...watched, deliveries: [], hasNoConsumers: true };
  it('has done nothing yet', () => {
    const request = { ...usualRequest, graceDays: null };
    expect(newRotation(request, facts(), oldKey)).toEqual(
      rotation({
        id: 'run-2',
        startedAt: at,
        consent: usualRequest.consent,
        graceDays: watched.policy.graceDays,
        deliveries: [delivery('file:/erp', 'pending'), delivery('manual:CI', 'pending')],
        ends: oldKey,
        personId: me,
      }),
    );
  });
  it.each([
    ['the app says so', nobody, null, false, true],
    ['the command says so', watched, null, true, true],
    ['the app says so, and the command names one', nobody, targets('file:/x'), false, false],
    ['nobody says so', { ...watched, deliveries: [] }, null, false, false],
  ] as const)('has no consumers where %s: %4$s', (_title, whose, deliveries, noConsumers, expected) => {
    const run = newRotation({ ...usualRequest, deliveries, noConsumers }, facts({ watched: whose }), oldKey);
    expect(run.hasNoConsumers).toBe(expected);
  });
});

describe('a run that goes on', () => {
  const none = { confirmed: false, otherFlows: false, borrow: false };
  it.each(['confirmed', 'otherFlows', 'borrow'] as const)('keeps or adds the consent %s alone', (one) => {
    const open = rotation({ consent: none });
    expect(agreeing(open, usualRequest).consent).toEqual(none);
    expect(agreeing(open, { ...usualRequest, consent: { ...none, [one]: true } }).consent).toEqual({
      ...none,
      [one]: true,
    });
    expect(agreeing({ ...open, consent: { ...none, [one]: true } }, usualRequest).consent).toEqual({
      ...none,
      [one]: true,
    });
  });
  it('keeps its grace period where none is named', () => {
    expect(agreeing(rotation({ graceDays: 3 }), { ...usualRequest, graceDays: null }).graceDays).toBe(3);
    expect(agreeing(rotation({ graceDays: 3 }), { ...usualRequest, graceDays: 5 }).graceDays).toBe(5);
  });
  it.each([
    [false, false, false],
    [true, false, true],
    [false, true, true],
  ])('has no consumers where that was said before or now: %s, %s', (hasNoConsumers, noConsumers, expected) => {
    expect(agreeing(rotation({ hasNoConsumers }), { ...usualRequest, noConsumers }).hasNoConsumers).toBe(expected);
  });
  it('has the consumers of the app', () => {
    expect(goOn(rotation(), usualRequest, watched).deliveries.map(({ target }) => target.name)).toEqual(['/erp', 'CI']);
  });
});

describe('what a command meets', () => {
  const agreed = { confirmed: true, otherFlows: false, borrow: false };
  const nobody = { watched: { ...watched, deliveries: [] } };
  const former = look({ primaryKey: newKey, slot: previous, stored: both });
  const taken = { ...watched, consumerKey: newKey };
  const open = (fields: Partial<Rotation>) => rotation({ ends: oldKey, ...fields });
  const underWay = (what: Rotation['kind'], phase: 'planned' | 'saved' | 'rotated') =>
    reason('RotationUnderWay', { app, what, phase, waitsFor: [] });
  const unclear = (key: string | null, state: 'Active' | 'Rotated' | 'unknown') =>
    reason('SlotUnclear', { app, found: { key, state } });

  it.each<[string, Partial<StartRequest>, Partial<StartFacts>, KeyturnError]>([
    ['an emergency', {}, { open: open(emergency) }, underWay('emergency', 'planned')],
    [
      'another primary pair',
      {},
      { seen: look({ primaryKey: otherKey }) },
      reason('PrimaryChangedOutside', { app, found: otherKey, known: oldKey }),
    ],
    ['nobody to hand it to', {}, nobody, reason('NoDelivery', { app })],
    ['nobody, at once, without the name', { graceDays: 0 }, nobody, reason('NoDelivery', { app })],
    ['nobody, later, with the name', { consent: agreed }, nobody, reason('NoDelivery', { app })],
    ['a run on the way back', { kind: 'back' }, { open: open(saved), seen: former }, underWay('rotate', 'saved')],
    ['no way back', { kind: 'back' }, {}, reason('NoWayBack', { app, why: 'none-kept' })],
    [
      'a previous pair without its key on the way back',
      { kind: 'back' },
      { seen: look({ slot: slot({ consumerKey: null, state: 'Rotated' }) }) },
      reason('NoWayBack', { app, why: 'none-kept' }),
    ],
    [
      'a way back without its secret',
      { kind: 'back' },
      { watched: taken, seen: { ...former, stored: new Set() } },
      reason('NoWayBack', { app, why: 'not-stored' }),
    ],
    [
      'a run to retire',
      { kind: 'retire' },
      { open: open(saved), seen: look({ slot: previous }) },
      underWay('rotate', 'saved'),
    ],
    ['nothing to retire', { kind: 'retire' }, {}, reason('NothingToRetire', { app })],
    [
      'a previous pair without its key to retire',
      { kind: 'retire' },
      { seen: look({ slot: slot({ consumerKey: null, state: 'Rotated' }) }) },
      unclear(null, 'Rotated'),
    ],
    [
      'a run that has rotated to discard',
      { kind: 'discard' },
      { open: open(rotated), watched: taken, seen: former },
      underWay('rotate', 'rotated'),
    ],
    ['nothing to discard', { kind: 'discard' }, {}, reason('NothingToDiscard', { app, found: 'free' })],
    [
      'a previous pair to discard',
      { kind: 'discard' },
      { seen: former },
      reason('NothingToDiscard', { app, found: 'previous' }),
    ],
    [
      'a pair without its key to discard',
      { kind: 'discard' },
      { seen: look({ slot: slot({ consumerKey: null }) }) },
      unclear(null, 'Active'),
    ],
    [
      'a pair in an unknown state to discard',
      { kind: 'discard' },
      { seen: look({ slot: slot({ state: 'unknown' }) }) },
      unclear(newKey, 'unknown'),
    ],
  ])('%s', (_title, request, given, expected) => {
    let met: unknown = null;
    try {
      start(request, given);
    } catch (error) {
      met = error;
    }
    if (!isKeyturnError(met)) throw met ?? new Error('nothing was met');
    expect([met.code, met.message, met.actions]).toEqual([expected.code, expected.message, expected.actions]);
  });

  const refusalBy = (run: Rotation, given: Partial<StartFacts> = {}) => {
    try {
      start({}, { open: run, ...given });
    } catch (error) {
      if (isKeyturnError(error)) return error.safe;
    }
    throw new Error('it began');
  };
  it('an emergency that says what it has turned off, or that nobody knows', () => {
    const containment = {
      by: 'flow',
      wasSo: false,
      intendedAt: noon,
      containedAt: noon,
      provedAt: noon,
      openedAt: null,
    } as const;
    const contained = open({ kind: 'emergency', emergency: emergencyRun({ containment }) });
    expect(refusalBy(contained)).toBe(whatWorks(contained));
    expect(refusalBy(open(emergency))).toBe(unsure);
    // Even where a person has taken over what others made primary, its own is to be turned on again first.
    const overtaken = { watched: { ...watched, consumerKey: otherKey }, seen: look({ primaryKey: otherKey }) };
    expect(refusalBy(contained, overtaken)).toBe(whatWorks(contained));
    expect(start({}, { ...overtaken, open: open(emergency) }).replaced).toMatchObject({ outcome: 'replaced' });
  });

  it('may replace at once what nobody uses, with the name typed, or stage it', () => {
    expect(start({ graceDays: 0, consent: agreed }, nobody).rotation.id).toBe('run-2');
    expect(start({ kind: 'stage' }, nobody).rotation.id).toBe('run-2');
  });
  it('takes the pair over that lies in the slot', () => {
    const own = look({ slot: slot(), stored: both });
    expect(start({}, { seen: own }).rotation).toMatchObject({ stays: newKey, staged: pairInSlot, savedAt: at });
  });
  it('retires a run that only staged, from when the pair was made', () => {
    const seen = look({ slot: slot({ consumerKey: otherKey, state: 'Rotated' }) });
    const { rotation: run, replaced } = start({ kind: 'retire' }, { open: open({ ...saved, kind: 'stage' }), seen });
    expect(run).toMatchObject({ ends: otherKey, stays: oldKey, savedAt: at, rotatedAt: noon, deliveries: [] });
    expect(replaced?.outcome).toBe('replaced');
    const undated = { ...seen, slot: slot({ consumerKey: otherKey, state: 'Rotated', createdAt: null }) };
    expect(start({ kind: 'retire' }, { seen: undated }).rotation.rotatedAt).toBe(at);
  });
  it('discards in the place of the run that staged it, and gives back what it handed out', () => {
    const seen = look({ slot: slot(), stored: both });
    const proof = (consumerKey: string) => ({ consumerKey, answer: 'accepted', at: noon, detail: '' }) as const;
    const run = open({ ...saved, deliveries: [delivery('file:/erp', 'delivered', noon)] });
    const given = start({ kind: 'discard' }, { open: { ...run, proofs: [proof(oldKey), proof(newKey)] }, seen });
    expect(given.replaced).toMatchObject({ id: 'run-1', outcome: 'replaced' });
    expect(given.rotation.deliveries).toEqual([delivery('file:/erp', 'pending')]);
    const unproved = start({ kind: 'discard' }, { open: { ...run, proofs: [proof(oldKey)] }, seen });
    expect(unproved.rotation.deliveries).toEqual([]);
    const onlyStaged = { ...run, kind: 'stage', proofs: [proof(oldKey), proof(newKey)] } as const;
    expect(start({ kind: 'discard' }, { open: onlyStaged, seen }).rotation.deliveries).toEqual([]);
    expect(start({ kind: 'discard' }, { seen })).toMatchObject({ replaced: null, rotation: { deliveries: [] } });
  });
});

describe('how long', () => {
  it('Salesforce keeps a pair, and takes to hear of one', () => {
    expect([overlapMs, freshPairMs, inFlightMs]).toEqual([30 * day, 300_000, 5000]);
  });
  it('a run is retried for the first time, and after it has deleted', () => {
    expect(nextRetry(rotation(saved), { now: noon, chance: 0.5 })).toEqual({
      attempt: 1,
      at: noon + 60_000,
      since: noon,
    });
    const ended = rotation({ ...rotated, overlapEndsAt: noon + 9 * day, endedAt: noon });
    expect(retriesEndAt(ended, noon)).toBe(noon + 30 * day);
  });
  it.each<[string, Partial<Rotation>, number | null]>([
    ['a staged pair that is not proved', { ...saved, kind: 'stage' }, noon],
    ['a run before its proof', rotated, noon],
    ['a proof that came before the rotation', { ...saved, primaryProvedAt: noon }, noon],
    ['an emergency that is not told', emergency, noon],
    [
      'a told one with a delivery to make',
      {
        kind: 'emergency',
        emergency: emergencyRun({ report: '/r' }),
        deliveries: [delivery('file:/erp', 'failed', noon)],
      },
      noon,
    ],
    [
      'a told one with a person to wait for',
      {
        kind: 'emergency',
        emergency: emergencyRun({ report: '/r' }),
        deliveries: [delivery('manual:CI', 'waiting', noon)],
      },
      null,
    ],
    ['a told one with nobody to wait for', { kind: 'emergency', emergency: emergencyRun({ report: '/r' }) }, noon],
  ])('until it resumes: %s', (_title, fields, expected) => {
    expect(resumesAt(rotation(fields), 'stage')).toBe(expected);
  });
  it.each<[string, Partial<Rotation>, readonly boolean[]]>([
    ['a retirement', { kind: 'retire' }, [true, true, true]],
    ['an emergency', emergency, [true, true, true]],
    ['nobody was ever named', {}, [false, false, true]],
    [
      'the name typed, with a grace period',
      { consent: { confirmed: true, otherFlows: false, borrow: false } },
      [false, false, true],
    ],
    ['nobody uses it', { hasNoConsumers: true }, [false, true, true]],
  ])('it lasts until a pair may be deleted: %s', (_title, fields, expected) => {
    const automations = ['remind', 'stage', 'rotate'] as const;
    expect(automations.map((automation) => mayDelete(rotation(fields), automation))).toEqual(expected);
  });
});
