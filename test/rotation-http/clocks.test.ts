import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/model/operation-plan.ts';
import { operate, resumeRotation } from '../../src/core/operate/operate.ts';
import type { OperatePorts } from '../../src/core/operate/operate-request.ts';
import { day, isoDay, minute } from '../../src/core/plain/time.ts';
import { secretMatters } from '../../src/core/reminders/secret-matters.ts';
import { statusOf } from '../../src/core/status/status.ts';
import { performWork } from '../../src/core/unattended/perform-work.ts';
import { checkApp } from '../../src/core/watch/check.ts';
import { planSections } from '../../src/core/words/operation-plan.ts';
import { type RotationBench, withRotationBench } from '../support/rotation-bench.ts';

/** What a person orders: a rotation with a grace period of 7 days, up to the promotion. */
async function rotate(bench: RotationBench, ports: OperatePorts) {
  const watched = await bench.watched();
  const request = { watched, orgName: watched.org, patienceMs: 90_000, kind: 'rotate', graceDays: 7 } as const;
  const rest = { deliveries: null, noConsumers: false, onlyOurs: false };
  return operate(ports, { ...request, ...rest }, async () => ({ confirmed: true, otherFlows: true, borrow: true }));
}

async function resume(bench: RotationBench, ports: OperatePorts) {
  const watched = await bench.watched();
  return resumeRotation(ports, { watched, orgName: watched.org, patienceMs: 90_000 });
}

/** The ports of a process on a computer whose clock is ahead by so much; negative: behind. */
async function ahead(bench: RotationBench, ms: number): Promise<OperatePorts> {
  await bench.control('POST', '/date', { ahead: `${-Math.round(ms / 1000)}s` });
  const clock = { ...bench.clock, now: () => bench.clock.now() };
  return { ...bench.ports, clock };
}

async function isPreviousAccepted(bench: RotationBench): Promise<boolean> {
  const { consumerKey } = bench.original;
  return (await bench.pairs()).some((pair) => pair.consumerKey === consumerKey && pair.accepted);
}

describe('with a clock that differs from that of the org', () => {
  it('a grace period that is over only by this computer is not over', async () => {
    await withRotationBench({}, async (bench) => {
      const { rotation } = await rotate(bench, await ahead(bench, 0));
      await bench.clock.advance(8 * day);
      // By the org, a day has passed.
      const end = await resume(bench, await ahead(bench, 7 * day));
      expect(end).toMatchObject({ rotation: { endedAt: null }, restsUntil: (rotation.rotatedAt ?? 0) + 7 * day });
      expect(await isPreviousAccepted(bench)).toBe(true);
    });
  });

  it('a grace period that is over only by the org ends nothing either', async () => {
    await withRotationBench({}, async (bench) => {
      await rotate(bench, await ahead(bench, 0));
      const wrong = await ahead(bench, -10 * day);
      await expect(resume(bench, wrong)).rejects.toMatchObject({ code: 'ClockDiffers', exitCode: 75 });
      expect(await isPreviousAccepted(bench)).toBe(true);
      // Once the clock is right, the run goes on by itself.
      await bench.clock.advance(8 * day);
      const right = await ahead(bench, 0);
      await expect(resume(bench, right)).resolves.toMatchObject({ rotation: { outcome: 'done' } });
      expect(await isPreviousAccepted(bench)).toBe(false);
    });
  });

  it('a rotation that a person orders goes on, and its grace period counts by the org', async () => {
    await withRotationBench({}, async (bench) => {
      const { rotation } = await rotate(bench, await ahead(bench, -10 * day));
      const told = rotation.rotatedAt ?? 0;
      expect(Math.abs(told - (bench.clock.now() + 10 * day))).toBeLessThan(minute);
    });
  });

  it('the previous credentials that a person retires are deleted', async () => {
    await withRotationBench({}, async (bench) => {
      const wrong = await ahead(bench, -10 * day);
      await rotate(bench, wrong);
      const watched = await bench.watched();
      const request = { watched, orgName: watched.org, patienceMs: 90_000, kind: 'retire', graceDays: null } as const;
      const rest = { deliveries: null, noConsumers: false, onlyOurs: false };
      const consent = { confirmed: true, otherFlows: true, borrow: true };
      await expect(operate(wrong, { ...request, ...rest }, async () => consent)).resolves.toMatchObject({
        rotation: { outcome: 'done' },
      });
      expect(await isPreviousAccepted(bench)).toBe(false);
    });
  });

  it.each([10, -10])('the daemon stages nothing, %i days off, until the clocks agree', async (days) => {
    await withRotationBench({}, async (bench) => {
      const work = { work: { do: 'stage' }, begunAt: bench.clock.now() } as const;
      const wrong = await ahead(bench, days * day);
      expect(await performWork(wrong, await bench.watched(), work)).toBe('ClockDiffers');
      expect((await bench.pairs()).filter(({ slot }) => slot === 'staged')).toEqual([]);
      expect((await bench.watched()).trouble).toMatchObject({ code: 'ClockDiffers', isPassing: true });
    });
  });

  it.each([
    [10, 'ahead of'],
    [-10, 'behind'],
  ])('the plan, the check and the status say so, %i days off', async (days, side) => {
    await withRotationBench({}, async (bench) => {
      const wrong = await ahead(bench, days * day);
      const watched = await bench.watched();
      const request = { watched, orgName: watched.org, patienceMs: 90_000, kind: 'rotate', graceDays: 7 } as const;
      const plans: Plan[] = [];
      const rest = { deliveries: null, noConsumers: false, onlyOurs: false };
      const declined = operate(wrong, { ...request, ...rest }, async (plan) => {
        plans.push(plan);
        throw new Error('no');
      });
      await expect(declined).rejects.toThrow('no');
      const said = expect.stringMatching(`this computer's clock is (9|10) days ${side} the org's`);
      const now = bench.clock.now();
      const [plan] = plans;
      if (!plan) throw new Error('there is no plan');
      const text = JSON.stringify(planSections(plan, now));
      expect(text).toEqual(said);
      expect(text).toContain(isoDay(now + Math.max(0, -days * day) + 7 * day));
      const org = await wrong.openOrg(watched.org);
      await checkApp({ ...wrong, org, openStore: () => wrong.openStore() }, watched);
      const checked = await bench.watched();
      const then = bench.clock.now();
      expect(statusOf(checked, null, then).attention).toEqual(said);
      // What a check of another day saw no longer counts: somebody may have set the clock.
      expect(statusOf(checked, null, then + 2 * day).attention).not.toEqual(said);
      const [age] = secretMatters({ watched: checked, rotation: null } as never);
      expect(age?.words({ at: now, threshold: 'due' } as never).text).toEqual(said);
    });
  });

  it.each([
    ['4 minutes off', { ahead: '4m' }],
    ['without a date in the answers', { ahead: null }],
  ])('%s, time counts', async (_name, date) => {
    await withRotationBench({}, async (bench) => {
      await bench.control('POST', '/date', date);
      await rotate(bench, bench.ports);
      await bench.clock.advance(8 * day);
      await expect(resume(bench, bench.ports)).resolves.toMatchObject({ rotation: { outcome: 'done' } });
    });
  });
});
