import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withTargets } from '../../../src/core/model/consumer.ts';
import { operate } from '../../../src/core/operate/operate.ts';
import { type RotationBench, withRotationBench } from '../../support/rotation-bench.ts';
import { targets } from '../../support/targets.ts';

const consent = { confirmed: true, otherFlows: false, borrow: true };

async function run(
  { ports, watched }: RotationBench,
  kind: 'rotate' | 'retire',
  plans: string[] = [],
  answer = consent,
) {
  const usual = { graceDays: null, deliveries: null, noConsumers: false };
  const request = { watched: await watched(), orgName: 'practice', patienceMs: 60_000, ...usual, kind };
  return operate(ports, request, async ({ verdict }) => {
    plans.push(...(verdict ? [verdict.answer, ...verdict.grounds] : []));
    return answer;
  });
}

/** The path of the one consumer that is a file. */
async function onlyFile({ state, watched }: RotationBench): Promise<string> {
  const app = await watched();
  const consumers = app.consumers.filter(({ target }) => target.kind === 'file');
  await state.apps.save({ ...app, consumers });
  return consumers[0]?.target.name ?? '';
}

it('a retirement names a file that a backup restored, and delivers to it before anything is deleted', async () => {
  await withRotationBench({}, async (bench) => {
    const file = await onlyFile(bench);
    const old = readFileSync(file);
    await run(bench, 'rotate');
    const fresh = readFileSync(file, 'utf8');
    writeFileSync(file, old);
    const plans: string[] = [];
    const { rotation } = await run(bench, 'retire', plans);
    expect(plans.join()).toContain(`No longer has the new credentials, although keyturn delivered them: ${file}`);
    expect(rotation.outcome).toBe('done');
    expect(readFileSync(file, 'utf8')).toBe(fresh);
  });
});

it('a rotation stages nothing while its file is that of another app, too', async () => {
  await withRotationBench({}, async (bench) => {
    const file = await onlyFile(bench);
    const app = await bench.watched();
    const other = {
      app: 'Reports',
      consumerId: '888000000000009AAA',
      consumers: withTargets([], targets(`file:${file}`)),
    };
    await bench.state.apps.save({ ...app, ...other });
    await expect(run(bench, 'rotate')).rejects.toMatchObject({
      code: 'DeliveryUnusable',
      message: expect.stringContaining('of Reports'),
    });
    expect(await bench.pairs()).toHaveLength(1);
  });
});

it('a retirement names the consumers that were added in the grace period, and is not safe', async () => {
  await withRotationBench({}, async (bench) => {
    const file = await onlyFile(bench);
    await run(bench, 'rotate');
    const app = await bench.watched();
    const consumers = withTargets(app.consumers, targets(`file:${file}.second`, 'manual:Maria'));
    await bench.state.apps.save({ ...app, consumers });
    const plans: string[] = [];
    const declined = run(bench, 'retire', plans, { ...consent, confirmed: false });
    await expect(declined).rejects.toMatchObject({ code: 'ConfirmationMissing' });
    expect(plans).toContain('unsafe');
    expect(plans.join()).toMatch(/Not confirmed: .+, Maria\./);
  });
});

it('a retirement counts no consumer of a rotation whose credentials were replaced since', async () => {
  await withRotationBench({}, async (bench) => {
    await onlyFile(bench);
    await run(bench, 'rotate');
    const app = await bench.watched();
    const latest = await bench.state.rotations.latest(app.orgId, app.consumerId);
    if (latest)
      await bench.state.rotations.save({ ...latest, stays: '3MVG9.another.key', finishedAt: 1, outcome: 'done' });
    const plans: string[] = [];
    await run(bench, 'retire', plans, { ...consent, confirmed: false }).catch(() => undefined);
    expect(plans).toContain('unsure');
    expect(plans.join()).not.toContain('Updated with the new credentials');
  });
});
