import { describe, expect, it } from 'vitest';
import { workOf } from '../../../src/core/automation/work.ts';
import { decide } from '../../../src/core/machine/decide.ts';
import { evolve } from '../../../src/core/machine/evolve.ts';
import { mayDelete } from '../../../src/core/machine/may-delete.ts';
import { resumesAt } from '../../../src/core/machine/retries.ts';
import { isHandedOver, type Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { day } from '../../../src/core/plain/time.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { delivery, rotated, staged, facts as workFacts } from '../automation/app-facts.ts';
import { noon } from '../watch/watched-apps.ts';

const target = parseTarget('file:/erp');
const removal = { type: 'consumer-removed', target } as const;
const crm = delivery('file:/crm', 'delivered', noon);
const stop = { code: 'DeliveryFailed', at: noon };
const delivered = { type: 'delivery', status: 'delivered', at: noon, problem: null } as const;
const retry = { attempt: 3, at: noon + day, since: noon };

/** Promoted, and still waiting for a consumer that can't be reached. */
function unreached(fields: Partial<Rotation> = {}): Rotation {
  return rotated({ deliveries: [delivery('file:/erp', 'failed', noon), crm], stop, ...fields });
}

describe('a consumer that is removed during a rotation', () => {
  it.each(['pending', 'failed', 'waiting', 'delivered', 'confirmed'] as const)(
    'is no longer waited for, and counts as not confirmed: it was %s',
    (status) => {
      const before = unreached({ deliveries: [delivery('file:/erp', status, noon), crm], retry });
      const after = evolve(before, removal);
      expect(after.removed).toEqual([before.deliveries[0]]);
      expect(after).toMatchObject({ deliveries: [crm], stop: null, retry: null });
      expect(isHandedOver(after)).toBe(true);
    },
  );

  it.each(['stage', 'rotate'] as const)('is never deleted behind by the daemon: automation %s', (automation) => {
    const run = evolve(unreached(), removal);
    expect(mayDelete(run, automation)).toBe(false);
    expect(mayDelete({ ...run, graceDays: 0, consent: { ...run.consent, confirmed: true } }, automation)).toBe(false);
    expect(mayDelete({ ...run, kind: 'retire' }, automation)).toBe(true);
    expect(resumesAt(run, automation)).toBeNull();
    const late = { automation, now: noon + 60 * day, isSelf: false };
    const kept = reason('GraceNotOver', { app: run.app, why: { waiting: [], removed: ['/erp'] } });
    expect(decide(run, null, late)).toEqual({ do: 'stop', error: kept });
    // The same run with everybody confirmed is the daemon's to end.
    expect(mayDelete({ ...run, removed: [] }, automation)).toBe(true);
  });

  it.each(['delivered', 'pending'] as const)('is never promoted behind by the daemon: it was %s', (status) => {
    const before = staged({ kind: 'rotate', deliveries: [delivery('file:/erp', status, noon), crm] });
    const run = evolve(before, removal);
    const around = { automation: 'rotate', now: noon, isSelf: false } as const;
    const slot = {
      id: '1',
      consumerKey: run.stays,
      state: 'Active',
      createdBy: null,
      createdAt: noon,
      expiresAt: null,
    };
    const seen = { primaryKey: run.ends, slot, stored: new Set([run.ends, run.stays]), at: noon } as never;
    const waits = { do: 'stop', error: reason('PromotionNotConfirmed', { app: run.app, names: ['/erp'] }) };
    const going = (isUnattended: boolean) => evolve(run, { type: 'going-on', at: noon, isUnattended });
    expect(decide(going(true), seen, around)).toEqual(waits);
    expect(decide(going(false), seen, around)).toEqual({ do: 'rotate', stagedId: '1' });
    // The attempt of the person was interrupted.
    const later = evolve(going(false), { type: 'going-on', at: noon, isUnattended: true });
    expect(decide(later, seen, around)).toEqual({ do: 'rotate', stagedId: '1' });
    // Staging agrees to no promotion.
    const onlyStaged = evolve({ ...run, kind: 'stage' }, { type: 'going-on', at: noon, isUnattended: false });
    expect(decide({ ...onlyStaged, kind: 'rotate' }, seen, around)).toEqual(waits);
    expect(mayDelete(going(false), 'rotate')).toBe(false);
  });

  it('is not part of a rotation that has only been staged', () => {
    const run = evolve(staged({ deliveries: [delivery('file:/erp', 'pending'), crm] }), removal);
    expect(run.deliveries).toEqual([crm]);
    expect(run.removed).toBeUndefined();
  });

  it('keeps the daemon from discarding staged credentials that it may have', () => {
    const near = noon + 29 * day;
    const was = (status: 'pending' | 'delivered') =>
      staged({ deliveries: [], removed: [delivery('file:/erp', status, noon)] });
    expect(workOf(workFacts(near, { rotation: was('pending') }))).toEqual({ do: 'restage' });
    expect(workOf(workFacts(near, { rotation: was('delivered') }))).not.toEqual({ do: 'restage' });
  });

  it('is waited for again once it is added again', () => {
    const back = evolve(evolve(unreached(), removal), { type: 'consumers-named', targets: [target] });
    expect(back.deliveries).toEqual([crm, delivery('file:/erp', 'pending')]);
    expect(back.removed).toBeUndefined();
  });

  it('changes nothing where the run does not know it', () => {
    const run = unreached();
    expect(evolve(run, { ...removal, target: parseTarget('file:/other') })).toBe(run);
  });
});

describe('a consumer that is added during a rotation', () => {
  const to = parseTarget('file:/second');
  const addition = { type: 'consumer-added', target: to, name: 'Second' } as const;
  const late = { automation: 'rotate', now: noon + 60 * day, isSelf: false } as const;
  const allDone = () => rotated({ deliveries: [crm], primaryProvedAt: noon });

  it.each(['stage', 'rotate'] as const)(
    'is updated before the previous credentials go: automation %s',
    (automation) => {
      expect(mayDelete(allDone(), automation)).toBe(true);
      const run = evolve({ ...allDone(), stop, retry }, addition);
      expect(run).toMatchObject({ stop: null, retry: null });
      expect(mayDelete(run, automation)).toBe(false);
      expect(resumesAt(run, automation)).toBe(run.startedAt);
      expect(decide(run, null, { ...late, automation })).toEqual({ do: 'deliver', targets: [to] });
      expect(mayDelete(evolve(run, { ...delivered, target: to }), automation)).toBe(true);
      expect(evolve(run, addition)).toBe(run);
    },
  );

  it('holds back a retirement that a person agreed to without knowing about it, until a person agrees again', () => {
    const retiring = { ...allDone(), kind: 'retire' } as const;
    expect(mayDelete(retiring, 'remind')).toBe(true);
    const run = evolve(retiring, addition);
    expect(mayDelete(run, 'rotate')).toBe(false);
    expect(decide(run, null, late)).toEqual({ do: 'deliver', targets: [to] });
    const asked = evolve(run, { ...delivered, target: to, status: 'waiting' });
    expect(decide(asked, null, late)).toMatchObject({ do: 'stop', error: { code: 'HandOverPending' } });
    const agreed = evolve(asked, { ...run, type: 'consented', kind: 'retire' });
    expect(mayDelete(agreed, 'rotate')).toBe(true);
    expect(decide(agreed, null, late)).toEqual({ do: 'observe' });
  });

  it('holds back a retirement at a new target, too', () => {
    const moved = { type: 'consumer-edited', target: crm.target, to, name: 'Second' } as const;
    const retiring = { ...allDone(), kind: 'retire' } as const;
    for (const run of [retiring, { ...retiring, deliveries: [] }]) {
      expect(decide(evolve(run, moved), null, late)).toEqual({ do: 'deliver', targets: [to] });
    }
  });

  it('gets the current credentials in a discard only if others may have the staged ones', () => {
    const of = (...deliveries: readonly (typeof crm)[]) => staged({ kind: 'discard', deliveries });
    expect(evolve(of(crm), addition).deliveries).toHaveLength(2);
    expect(evolve(of(), addition).deliveries).toEqual([]);
  });
});

describe('a consumer that is edited during a rotation', () => {
  it('keeps what it has under a new name', () => {
    const run = evolve(unreached(), { type: 'consumer-edited', target, to: target, name: 'ERP' });
    expect(run.deliveries[0]).toEqual({ ...delivery('file:/erp', 'failed', noon), consumer: 'ERP' });
    expect(run.stop).toEqual(stop);
  });

  const to = parseTarget('exec:/opt/erp');
  const moved = { type: 'consumer-edited', target, to, name: 'ERP' } as const;
  const fresh = { target: to, status: 'pending', at: null, problem: null, consumer: 'ERP' };

  it.each(['failed', 'waiting', 'delivered', 'confirmed'] as const)(
    'gets the credentials at its new target, and the old one counts as not confirmed: it was %s',
    (status) => {
      const old = delivery('file:/erp', status, noon);
      const run = evolve(unreached({ deliveries: [{ ...old, consumer: 'ERP' }, crm], retry }), moved);
      expect(run).toMatchObject({ deliveries: [fresh, crm], stop: null, retry: null });
      expect(run.removed).toEqual([old]);
      expect(mayDelete(evolve(run, { ...delivered, target: to }), 'rotate')).toBe(false);
      // The same event again, after a crash.
      expect(evolve(run, moved)).toEqual(run);
    },
  );

  it('leaves no trace at a target that nothing was delivered to, unless an attempt was interrupted', () => {
    const at = (time: number | null) => unreached({ deliveries: [delivery('file:/erp', 'pending', time), crm] });
    expect(evolve(at(null), moved)).toMatchObject({ deliveries: [fresh, crm], stop: null });
    expect(evolve(at(null), moved).removed).toBeUndefined();
    expect(evolve(at(noon), moved).removed).toEqual([delivery('file:/erp', 'pending', noon)]);
  });

  it('is waited for again at its old target once it is back there', () => {
    const back = evolve(evolve(unreached(), moved), {
      type: 'consumer-edited',
      target: to,
      to: target,
      name: 'file:/erp',
    });
    expect(back.deliveries).toEqual([delivery('file:/erp', 'pending'), crm]);
    expect(back.removed).toBeUndefined();
  });

  it.each([moved, removal])(
    'may have staged credentials in a discard until it has the current ones: $type',
    (event) => {
      const of = (status: 'pending' | 'failed' | 'delivered') =>
        staged({ kind: 'discard', deliveries: [delivery('file:/erp', status)] });
      expect(evolve(of('pending'), event).removed).toEqual([delivery('file:/erp', 'pending')]);
      expect(evolve(of('failed'), event).removed).toEqual([delivery('file:/erp', 'failed')]);
      expect(evolve(of('delivered'), event).removed).toBeUndefined();
    },
  );
});

it('is updated by hand in this run where a person says so', () => {
  const run = evolve(unreached(), { type: 'by-hand', targets: [target, parseTarget('file:/crm')] });
  expect(run.deliveries).toEqual([{ ...delivery('file:/erp', 'pending', noon), byHand: true }, crm]);
});

it('is failing since the first of several failures', () => {
  const failed = (at: number) => ({ type: 'delivery', target, status: 'failed', at, problem: 'full' }) as const;
  const once = evolve(unreached({ deliveries: [delivery('file:/erp', 'pending')] }), failed(noon));
  const again = evolve(evolve(once, failed(noon + 1)), failed(noon + 2));
  expect(once.deliveries[0]?.since).toBeUndefined();
  expect(again.deliveries).toMatchObject([{ status: 'failed', at: noon + 2, since: noon }]);
  const done = evolve(again, { type: 'delivery', target, status: 'delivered', at: noon + 3, problem: null });
  expect(done.deliveries[0]?.since).toBeUndefined();
});
