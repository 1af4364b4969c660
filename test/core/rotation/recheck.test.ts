import { describe, expect, it } from 'vitest';
import { evolve } from '../../../src/core/machine/evolve.ts';
import { noCautions } from '../../../src/core/model/file-cautions.ts';
import type { DeliveryState, Rotation } from '../../../src/core/model/rotation.ts';
import { targetText } from '../../../src/core/model/target.ts';
import { day } from '../../../src/core/plain/time.ts';
import type { Deliveries } from '../../../src/core/ports/ports.ts';
import { endPair, promoteStaged } from '../../../src/core/rotation/change-pairs.ts';
import { record } from '../../../src/core/rotation/run.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { targets } from '../../support/targets.ts';
import { noon } from '../watch/watched-apps.ts';
import { newKey } from './given.ts';
import { emergency, issued, refusal, runWith, type Situation } from './run-with.ts';

const gone = 'it no longer has the credentials that keyturn delivered';

/** A run that has promoted the new credentials and is about to delete the previous ones. */
function bench(
  given: readonly (readonly [string, DeliveryState['status']])[],
  has: (target: string) => string | null,
  { byHand = false, ...more }: Situation & { readonly byHand?: boolean } = {},
  // Files that have the credentials that the run ends.
  holds: readonly string[] = [],
) {
  const deleted: string[] = [];
  const delivered: string[] = [];
  const read: string[] = [];
  const deliveries: Deliveries = {
    inspect: async () => null,
    cautions: async () => noCautions,
    places: async () => [],
    settle: async () => undefined,
    keyIn: async () => null,
    deliver: async (target, { pair }) => {
      delivered.push(`${targetText(target)} ${pair.consumerKey}`);
      return null;
    },
    recheck: async (target, { consumerKey }) => {
      if (consumerKey !== newKey) return holds.includes(targetText(target)) ? null : fromOutside('other credentials');
      read.push(`${targetText(target)} ${consumerKey}`);
      const problem = has(targetText(target));
      return problem === null ? null : fromOutside(problem);
    },
    ...more.ports?.deliveries,
  };
  const states = targets(...given.map(([target]) => target)).map(
    (target, index): DeliveryState => ({
      ...{ target, status: given[index]?.[1] ?? 'pending', at: noon, problem: null },
      ...(byHand ? { byHand } : {}),
    }),
  );
  const made = runWith({
    ...more,
    rotation: { rotatedAt: noon, primaryProvedAt: noon, deliveries: states, ...more.rotation },
    org: {
      apps: {
        deleteStaged: async () => void deleted.push('deleted'),
        rotate: async () => void deleted.push('promoted'),
      },
    },
    ports: { deliveries },
  });
  const statuses = () => made.run.rotation.deliveries.map(({ status, overwritten }) => [status, overwritten === true]);
  return { ...made, deleted, delivered, read, statuses };
}

const file: readonly (readonly [string, DeliveryState['status']])[] = [['file:/erp.env', 'delivered']];

describe('right before the previous credentials are deleted', () => {
  it('the delivered files are read again, and nothing else', async () => {
    const { run, read, deleted } = bench(
      [
        ['file:/erp.env', 'delivered'],
        ['exec:/opt/hand-over', 'delivered'],
        ['file:/by-hand.env', 'confirmed'],
        ['manual:CI', 'confirmed'],
      ],
      () => null,
    );
    await endPair(run, 'slot-1');
    expect(read).toEqual([`file:/erp.env ${newKey}`]);
    expect(deleted).toEqual(['deleted']);
  });

  it.each(['rotate', 'back', 'discard'] as const)('a file that lost them gets them again first (%s)', async (kind) => {
    const { run, deleted, statuses, news, notes } = bench(file, () => gone, { rotation: { kind } });
    await endPair(run, 'slot-1');
    expect(deleted).toEqual([]);
    expect(statuses()).toEqual([['pending', true]]);
    expect(run.seen).toBeNull();
    expect(news).toEqual([{ kind: 'warning', warning: 'delivery-overwritten', problem: `file:/erp.env: ${gone}` }]);
    expect(notes()).toEqual([
      expect.objectContaining({ event: 'noted', action: 'deliver', target: 'file:/erp.env', problem: gone }),
    ]);
  });

  it('a file that loses them a second time stops the run', async () => {
    const { run, deleted, statuses } = bench(file, () => gone);
    await endPair(run, 'slot-1');
    run.rotation = evolve(run.rotation, deliveredAgain(run.rotation));
    expect(statuses()).toEqual([['delivered', false]]);
    await expect(endPair(run, 'slot-1')).rejects.toMatchObject({
      code: 'DeliveryFailed',
      message: expect.stringContaining('Another program seems to write its own copy'),
      // A program that takes in the file and deletes it would stop every rotation.
      actions: expect.arrayContaining([expect.stringMatching(/ --deliver exec:<program>`\. Or .* `--by-hand /)]),
    });
    expect(deleted).toEqual([]);
    expect(statuses()).toEqual([['failed', true]]);
  });

  it.each(['rotate', 'back', 'discard', 'retire'] as const)(
    'a file that a person was to update, and that still has the ones to be deleted, stops the run (%s)',
    async (kind) => {
      const { run, deleted, statuses } = bench(
        [['file:/by-hand.env', 'confirmed']],
        () => null,
        { rotation: { kind }, byHand: true },
        ['file:/by-hand.env'],
      );
      await expect(endPair(run, 'slot-1')).rejects.toMatchObject({
        code: 'HandOverPending',
        message: expect.stringContaining('the file still has others that it should no longer use'),
      });
      expect([deleted, statuses()]).toEqual([[], [['waiting', false]]]);
    },
  );

  it('a file whose delivery had failed, and that a person said was updated, gets them if it was not', async () => {
    const { run, deleted, statuses } = bench([['file:/erp.env', 'confirmed']], () => null, {}, ['file:/erp.env']);
    await endPair(run, 'slot-1');
    expect([deleted, statuses()]).toEqual([[], [['pending', true]]]);
  });

  it('nothing is deleted while the new credentials are missing in the store', async () => {
    const { run, deleted } = bench(file, () => null, { store: { get: async () => null } });
    await expect(endPair(run, 'slot-1')).rejects.toMatchObject({ code: 'PairNotStored' });
    expect(deleted).toEqual([]);
  });

  it('an emergency waits for no file', async () => {
    const { run, deleted, read } = bench(file, () => gone, { rotation: emergency() });
    await endPair(run, 'slot-1');
    expect([deleted, read]).toEqual([['deleted'], []]);
  });
});

describe('right before the new credentials are promoted', () => {
  it.each([
    ['hand-over-first', [], [['pending', true]]],
    // They are delivered afterwards, and read before anything is deleted.
    ['rotate-first', ['promoted'], [['delivered', false]]],
  ] as const)('the delivered files are read again in the order %s', async (order, promoted, expected) => {
    const { run, deleted, statuses } = bench(file, () => gone, { rotation: { order, rotatedAt: null } });
    await promoteStaged(run, 'slot-1');
    expect([deleted, statuses()]).toEqual([promoted, expected]);
  });

  it('says which credentials the store misses', async () => {
    const situation = { rotation: { rotatedAt: null }, store: { get: async () => null } };
    const { run } = bench(file, () => null, situation);
    await expect(promoteStaged(run, 'slot-1')).rejects.toThrow('has no new credentials');
  });
});

describe('a retirement', () => {
  const retire = { kind: 'retire' } as const;

  it('delivers again to a file that lost them, and then looks again', async () => {
    let isGone = true;
    const { run, deleted, delivered, statuses } = bench(file, () => (isGone ? gone : null), { rotation: retire });
    await endPair(run, 'slot-1');
    expect(delivered).toEqual([`file:/erp.env ${newKey}`]);
    expect([deleted, statuses()]).toEqual([[], [['delivered', false]]]);
    isGone = false;
    await endPair(run, 'slot-1');
    expect(deleted).toEqual(['deleted']);
  });

  it('delivers after a crash to a file that it knew to have lost them, and reads that, too', async () => {
    const { run, deleted, read } = bench([['file:/erp.env', 'pending']], () => null, { rotation: retire });
    run.rotation = {
      ...run.rotation,
      deliveries: run.rotation.deliveries.map((each) => ({ ...each, overwritten: true })),
    };
    await endPair(run, 'slot-1');
    expect([deleted, read]).toEqual([[], []]);
    await endPair(run, 'slot-1');
    expect([deleted, read]).toEqual([['deleted'], [`file:/erp.env ${newKey}`]]);
  });

  it('goes on without it only when a person agreed to that', async () => {
    const problem = 'permission denied';
    const { run, deleted, statuses } = bench(file, () => gone, {
      rotation: retire,
      ports: { deliveries: { deliver: async () => problem } as unknown as Deliveries },
    });
    await expect(endPair(run, 'slot-1')).rejects.toMatchObject({ code: 'DeliveryFailed' });
    // As the next start would: the target is known to have lost them.
    await expect(endPair(run, 'slot-1')).rejects.toMatchObject({ code: 'DeliveryFailed' });
    expect([deleted, statuses()]).toEqual([[], [['failed', true]]]);
    const { consent, graceDays, hasNoConsumers, kind } = run.rotation;
    run.rotation = evolve(run.rotation, { type: 'consented', consent, graceDays, hasNoConsumers, kind });
    await endPair(run, 'slot-1');
    expect(deleted).toEqual(['deleted']);
  });
});

function deliveredAgain({ deliveries: [delivery] }: Rotation) {
  if (!delivery) throw new Error('no delivery');
  return { ...delivery, type: 'delivery', status: 'delivered', at: noon, problem: null } as const;
}

describe('right before the previous credentials are deleted, the current ones', () => {
  const frozen = refusal('invalid_grant', 400, 'user is frozen');

  it('need no other token if they have just got one', async () => {
    const { run, deleted } = bench(file, () => null, { token: () => frozen });
    await record(run, { type: 'primary-accepted', at: noon - day });
    await endPair(run, '0xS1');
    expect([deleted, run.rotation.primaryProvedAt]).toEqual([['deleted'], noon - day]);
  });

  it('get one, however short ago the clock says that they were verified', async () => {
    const { run, deleted } = bench(file, () => null);
    await endPair(run, '0xS1');
    expect([deleted, run.rotation.primaryProvedAt]).toEqual([['deleted'], noon]);
    expect(run.rotation.proofs).toMatchObject([{ consumerKey: newKey, answer: 'accepted', at: noon }]);
  });

  it.each([
    ['Salesforce refuses it', frozen],
    ['no answer comes', { kind: 'silence', problem: fromOutside('timed out') }],
    ['it is for another user', { ...issued, userId: '005000000000099AAA' }],
  ] as const)('are verified from the beginning, and nothing is deleted, if %s', async (_, answer) => {
    const { run, deleted } = bench(file, () => null, { token: () => answer });
    await endPair(run, '0xS1');
    expect([deleted, run.rotation.primaryProvedAt, run.rotation.endedAt]).toEqual([[], null, null]);
  });

  it.each(['emergency', 'discard'] as const)('are not asked for in a run of the kind %s', async (kind) => {
    const more = kind === 'emergency' ? emergency() : { kind };
    const { run, deleted } = bench([], () => null, {
      rotation: { primaryProvedAt: null, ...more },
      token: () => frozen,
    });
    await endPair(run, '0xS1');
    expect(deleted).toEqual(['deleted']);
  });
});
