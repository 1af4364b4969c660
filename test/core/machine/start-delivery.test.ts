import { describe, expect, it } from 'vitest';
import { evolve } from '../../../src/core/machine/evolve.ts';
import { startOf } from '../../../src/core/machine/start.ts';
import { deliverAgain, keyBefore, startDelivery } from '../../../src/core/machine/start-delivery.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { unnamedConsumers } from '../../../src/core/model/rotation-deliveries.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { targets } from '../../support/targets.ts';
import {
  begun,
  both,
  given,
  inGrace,
  look,
  me,
  newKey,
  oldKey,
  otherKey,
  previous,
  proved,
  told,
  usualRequest,
  watched,
} from '../rotation/given.ts';
import { day, noon, watchedApp } from '../watch/watched-apps.ts';

const accepted = { ...watched, consumerKey: newKey };
const found = {
  watched: accepted,
  before: oldKey,
  open: null,
  personId: me,
  now: noon,
  newId: 'run-2',
  isStored: true,
};

function delivery(more: Partial<Parameters<typeof startDelivery>[0]> = {}): Rotation {
  const start = startDelivery({ ...found, ...more });
  if (!start?.rotation) throw new Error('nothing to deliver');
  return start.rotation;
}

const afterwards = look({ primaryKey: newKey, slot: previous, stored: both });
const isProved = { type: 'primary-accepted', at: noon } as const;
const handedOver = [told('file:/erp', 'delivered'), told('manual:CI', 'confirmed')];

describe('accepted credentials that others made current', () => {
  it('are verified and delivered before the previous ones are deleted', () => {
    const run = delivery();
    given([], run).seeing(afterwards).does('prove-primary');
    given([isProved], run)
      .seeing(afterwards)
      .does({ do: 'deliver', targets: targets('file:/erp', 'manual:CI') });
    const waiting = [isProved, told('file:/erp', 'delivered'), told('manual:CI', 'waiting')];
    given(waiting, run)
      .seeing(afterwards)
      .at(noon + 8 * day)
      .does('stop HandOverPending');
    given([isProved, ...handedOver], run)
      .seeing(afterwards)
      .does('rest');
    given([isProved, ...handedOver], run)
      .seeing(afterwards)
      .at(noon + 8 * day)
      .does('delete');
  });

  it('are delivered, too, if the previous ones are gone', () => {
    const run = delivery();
    const gone = look({ primaryKey: newKey, stored: both });
    given([isProved], run).seeing(gone).does('deliver');
    given([isProved, ...handedOver], run)
      .seeing(gone)
      .does('prove-refused');
  });

  it('have no grace period if the previous ones were already gone, unless they are there after all', () => {
    const run = delivery({ isGone: true });
    const gone = look({ primaryKey: newKey, stored: both });
    given([isProved, ...handedOver], run)
      .seeing(gone)
      .does('prove-refused');
    given([isProved, ...handedOver], run)
      .seeing(afterwards)
      .does('rest');
  });

  it('have a grace period without a policy that has one, because no person has agreed to less', () => {
    const policy = { ...accepted.policy, graceDays: 0 };
    expect(delivery({ watched: { ...accepted, policy } }).graceDays).toBe(7);
  });

  it('need no delivery without consumers, without a change, or if the open run does it', () => {
    expect(startDelivery({ ...found, watched: watchedApp({ consumerKey: newKey, deliveries: [] }) })).toBeNull();
    expect(startDelivery({ ...found, before: newKey })).toBeNull();
    const open = proved.reduce(evolve, begun());
    expect(startDelivery({ ...found, open })).toBeNull();
  });

  it('replace a run that had only staged them, also once keyturn watches them, and end what it would have ended', () => {
    const open = evolve(proved.reduce(evolve, begun('stage')), { type: 'rotated', at: noon });
    expect([keyBefore(open, watched), keyBefore(open, accepted)]).toEqual([oldKey, oldKey]);
    const start = startDelivery({ ...found, open });
    expect(start?.replaced).toMatchObject({ id: open.id, outcome: 'replaced' });
    expect(start?.rotation).toMatchObject({ kind: 'rotate', ends: oldKey, stays: newKey });
  });

  it.each(['stage', 'rotate'] as const)('only end a run (%s) for others if there are no consumers', (kind) => {
    const open = evolve(proved.reduce(evolve, begun(kind)), { type: 'rotated', at: noon });
    const nobody = watchedApp({ consumerKey: kind === 'stage' ? newKey : otherKey, deliveries: [] });
    const start = startDelivery({ ...found, watched: nobody, open });
    expect(start).toEqual({ rotation: null, replaced: expect.objectContaining({ id: open.id, outcome: 'replaced' }) });
  });

  it('replace a run for other credentials', () => {
    const open = inGrace.reduce(evolve, begun());
    const start = startDelivery({ ...found, watched: { ...watched, consumerKey: otherKey }, before: newKey, open });
    expect(start?.replaced).toMatchObject({ id: open.id, outcome: 'replaced' });
    expect(start?.rotation).toMatchObject({ ends: newKey, stays: otherKey });
  });
});

describe('a delivery to consumers whose file has other credentials', () => {
  const file = targets('file:/erp');
  const run = deliverAgain({ watched: accepted, targets: file, personId: me, now: noon, newId: 'run-2' });
  const isDelivered = told('file:/erp', 'delivered');

  it.each([
    ['nothing', look({ primaryKey: newKey, stored: both })],
    ['the previous credentials', afterwards],
  ])('verifies, delivers and ends, and deletes nothing while the slot holds %s', (_what, seen) => {
    given([], run).seeing(seen).does('prove-primary');
    given([isProved], run).seeing(seen).does({ do: 'deliver', targets: file });
    given([isProved, isDelivered], run)
      .seeing(seen)
      .at(noon + 90 * day)
      .does('finish');
  });

  it('is for these consumers alone', () => {
    expect(unnamedConsumers(run, accepted.deliveries)).toEqual([]);
    expect(run.deliveries.map(({ target }) => target)).toEqual(file);
  });

  it.each(['rotate', 'retire'] as const)('makes way for a command of a person: %s', (kind) => {
    const request = { ...usualRequest, kind, consent: { ...usualRequest.consent, confirmed: true } };
    const slot = kind === 'retire' ? previous : null;
    const seen = look({ primaryKey: newKey, slot, stored: both });
    const start = startOf(request, { watched: accepted, seen, personId: me, now: noon, newId: 'run-3', open: run });
    expect(start.replaced).toMatchObject({ id: run.id, outcome: 'replaced' });
    expect(start.rotation.ends).toBe(kind === 'retire' ? oldKey : newKey);
  });

  it('stops when others have changed the current credentials', () => {
    const changed = look({ primaryKey: otherKey, stored: both });
    given([isProved], run).seeing(changed).does('stop PrimaryChangedOutside');
  });
});

describe('a retirement while a consumer has what it deletes', () => {
  const facts = { watched: accepted, seen: afterwards, personId: me, now: noon, newId: 'run-3' };
  const confirmed = { ...usualRequest.consent, confirmed: true };
  const stillNeeding = [parseTarget('file:/erp')];
  const retire = (open: Rotation | null) =>
    startOf({ ...usualRequest, kind: 'retire', consent: confirmed, stillNeeding }, { ...facts, open }).rotation;

  it.each([
    ['without an open run', null],
    ['in the run for accepted credentials', delivery()],
  ])('delivers to it first, %s', (_when, open) => {
    given([isProved], retire(open)).seeing(afterwards).does({ do: 'deliver', targets: stillNeeding });
    given([isProved, told('file:/erp', 'delivered')], retire(open))
      .seeing(afterwards)
      .does('delete');
  });

  it('goes without it only when a person repeats the command after the delivery has failed', () => {
    const failed = [isProved, told('file:/erp', 'failed')].reduce(evolve, retire(null));
    given([], failed).seeing(afterwards).does('deliver');
    given([], retire(failed)).seeing(afterwards).does('delete');
  });

  it('holds up a new rotation, which names the run that delivers', () => {
    const open = [isProved].reduce(evolve, delivery());
    expect(() => startOf(usualRequest, { ...facts, open })).toThrow(
      expect.objectContaining({ code: 'RotationUnderWay' }),
    );
  });
});
