import { describe, expect, it } from 'vitest';
import { evolve } from '../../../src/core/machine/evolve.ts';
import { withTargets } from '../../../src/core/model/consumer.ts';
import type { Target } from '../../../src/core/model/target.ts';
import type { HandOver } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { deliver } from '../../../src/core/rotation/deliver.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { targets } from '../../support/targets.ts';
import { newKey, oldKey } from './given.ts';
import { emergency, runWith, type Situation } from './run-with.ts';

const target = 'file:/erp';
const onlyFile = targets(target);

async function handedOver(rotation: Situation['rotation'] = {}) {
  const heard: HandOver[] = [];
  const bench = runWith({
    rotation,
    deliver: async (_target, handOver) => {
      heard.push(handOver);
      return null;
    },
  });
  await deliver(bench.run, targets(target, 'manual:CI'));
  return { ...bench, heard };
}

describe('handing over', () => {
  it('gives programs the new pair, and lets people wait for theirs', async () => {
    const { run, heard, news, notes } = await handedOver();
    expect(heard).toMatchObject([{ app: 'Billing_Sync', pair: { consumerKey: newKey }, previousConsumerKey: oldKey }]);
    expect(run.rotation.deliveries.map(({ status }) => status)).toEqual(['delivered', 'waiting']);
    expect(news.at(-1)).toEqual({ kind: 'done', act: 'deliver', detail: target });
    expect(notes().map(({ event, action }) => `${action} ${event}`)).toEqual([
      'deliver intended',
      'hand-over noted',
      'deliver done',
    ]);
  });

  it('keeps what is wrong with a target whole, with what to do about it at its end', async () => {
    const problem = `${'it has credentials that nobody knows. '.repeat(7)}Name a different file`;
    const { run } = runWith({ deliver: async () => fromOutside(problem) });
    await expect(deliver(run, onlyFile)).rejects.toMatchObject({ message: expect.stringContaining(problem) });
    expect(run.rotation.deliveries[0]?.problem).toBe(problem);
  });

  it.each([
    ['staged', {}],
    ['rotated', { rotatedAt: 1 }],
    ['rotated-back', { kind: 'back' }],
    ['rotated-back', { kind: 'discard' }],
  ] as const)('tells a program `%s` in a run of %o', async (event, rotation) => {
    const { heard } = await handedOver(rotation);
    expect(heard.map((one) => one.event)).toEqual([event]);
  });

  it('names every program that took it, and notes for whom a person has to be waited', async () => {
    const { run, news, notes } = runWith();
    await deliver(run, targets(target, 'exec:/opt/other', 'manual:CI'));
    expect(news).toEqual([
      { kind: 'doing', act: 'deliver', pair: 'new pair' },
      { kind: 'done', act: 'deliver', detail: 'file:/erp, exec:/opt/other' },
    ]);
    expect(notes()).toContainEqual(
      expect.objectContaining({ action: 'hand-over', target: 'manual:CI', consumerKey: newKey, status: 'waiting' }),
    );
  });

  it('hands the primary pair back where the staged one ends', async () => {
    const { news } = await handedOver({ kind: 'discard' });
    expect(news[0]).toEqual({ kind: 'doing', act: 'deliver', pair: 'primary pair' });
  });

  it('makes the machine look at the org again: a hand-over may take minutes', async () => {
    const { run } = await handedOver();
    expect(run.seen).toBeNull();
  });

  it.each([
    ['rotate', {}],
    ['emergency', emergency({ report: '/reports/run-1.md' })],
  ] as const)("leaves a file alone that is another app's by now (%s)", async (_kind, rotation) => {
    const delivered: string[] = [];
    const deliveries = {
      ...runWith().run.ports.deliveries,
      places: async ({ name }: Target) => [name === '/erp' ? '/real' : name === '/twice' ? '/own' : name],
      deliver: async ({ name }: Target) => {
        delivered.push(name);
        return null;
      },
    };
    const { run } = runWith({ rotation: { ...rotation, deliveries: [] }, ports: { deliveries } });
    run.rotation = evolve(run.rotation, {
      type: 'consumers-named',
      targets: targets(target, 'file:/own', 'file:/twice'),
    });
    const other = { orgId: '00D000000000002AAA', org: 'other', app: 'Reports', consumerId: '888000000000002AAA' };
    await run.ports.state.apps.save({ ...run.watched, ...other, consumers: withTargets([], targets('file:/real')) });
    // Two consumers of one app get the same credentials.
    await run.ports.state.apps.save({
      ...run.watched,
      consumers: withTargets([], targets('file:/twice', 'file:/own')),
    });
    await expect(deliver(run, targets(target, 'file:/own'))).rejects.toMatchObject({
      code: 'DeliveryFailed',
      message: expect.stringContaining(
        'file:/erp: the consumer file:/real of Reports (other) gets its credentials in the same',
      ),
    });
    expect(delivered).toEqual(['/own']);
    expect(run.rotation.deliveries.map(({ status }) => status)).toEqual(['failed', 'delivered', 'pending']);
  });

  it("delivers in an emergency while the other apps can't be read, and only then", async () => {
    for (const [rotation, answer] of [
      [emergency({ report: '/reports/run-1.md' }), ['delivered']],
      [{}, ['pending']],
    ] as const) {
      const bench = runWith({ rotation: { ...rotation, deliveries: [] } });
      const { run } = bench;
      run.rotation = evolve(run.rotation, { type: 'consumers-named', targets: onlyFile });
      const broken = reason('StateDamaged', { path: '/state.db', setAside: '/old', problem: 'a row' });
      const { state } = run.ports;
      Object.assign(state.apps, { list: () => Promise.reject(broken) });
      await deliver(run, onlyFile).catch((error: unknown) => expect(error).toBe(broken));
      expect(run.rotation.deliveries.map(({ status }) => status)).toEqual(answer);
    }
  });

  it('records every problem, and stops with all of them', async () => {
    const { run, notes } = runWith({
      deliver: async ({ kind }) => (kind === 'file' ? fromOutside('no\u001b[31m such folder') : null),
    });
    await expect(deliver(run, targets(target, 'exec:/opt/other'))).rejects.toMatchObject({
      code: 'DeliveryFailed',
      message: expect.stringContaining('file:/erp: no such folder'),
    });
    expect(run.rotation.deliveries[0]).toMatchObject({ status: 'failed' });
    const about = { action: 'deliver', consumerKey: newKey, rotation: run.rotation.id };
    expect(notes().filter(({ event }) => event !== 'intended')).toEqual([
      { ...about, event: 'failed', target, problem: 'no such folder' },
      { ...about, event: 'done', target: 'exec:/opt/other' },
    ]);
  });

  it('throws what a delivery throws', async () => {
    const { run } = runWith({ deliver: () => Promise.reject(new Error('a defect')) });
    await expect(deliver(run, onlyFile)).rejects.toThrow('a defect');
  });
});

describe('in an emergency', () => {
  it('cuts off who is slow after 20 seconds, and goes on', async () => {
    const bench = runWith({
      rotation: emergency(),
      deliver: async (_target, _handOver, signal) => {
        const isCutOff = [19_999, 1].map((ms) => {
          bench.clock.advance(ms);
          return signal?.aborted;
        });
        return isCutOff.join() === 'false,true' ? fromOutside('too slow') : null;
      },
    });
    await deliver(bench.run, onlyFile);
    expect(bench.news.at(-1)).toEqual({
      kind: 'warning',
      warning: 'handed-over-later',
      problem: expect.stringContaining('too slow'),
    });
  });

  it('waits for everybody, and stops on a failure, once the report is written', async () => {
    const { run } = runWith({
      rotation: emergency({ report: '/reports/1.md' }),
      deliver: async (_target, _handOver, signal) => (signal === run.ports.signal ? fromOutside('refused') : null),
    });
    await expect(deliver(run, onlyFile)).rejects.toMatchObject({ code: 'DeliveryFailed' });
  });

  it('stops for anything but a consumer that was not reached', async () => {
    const broken = runWith({ rotation: emergency(), deliver: () => Promise.reject(new Error('a defect')) });
    await expect(deliver(broken.run, onlyFile)).rejects.toThrow('a defect');
    const unsaved = runWith({ rotation: emergency() });
    unsaved.pairs.delete(newKey);
    await expect(deliver(unsaved.run, onlyFile)).rejects.toMatchObject({ code: 'PairNotStored' });
  });
});
