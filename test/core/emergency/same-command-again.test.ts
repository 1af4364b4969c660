import { describe, expect, it } from 'vitest';
import { beginResponse } from '../../../src/core/emergency/begin-response.ts';
import { evolve } from '../../../src/core/machine/evolve.ts';
import { deliverAgain } from '../../../src/core/machine/start-delivery.ts';
import { emergencySections } from '../../../src/core/words/emergency-plan.ts';
import { targets } from '../../support/targets.ts';
import { command, respondTo } from '../rotation/drive.ts';
import type { Story } from '../rotation/story.ts';
import { World } from '../rotation/world.ts';
import { failing, faults, isBlocked } from './bad-disk.ts';

const day = 86_400_000;

async function replaced(story: Partial<Story> = {}) {
  const world = new World({ name: 'the same command again', kind: 'emergency', ...story });
  await world.begin();
  await command(world, await world.process(), { kind: 'emergency' });
  const fresh = world.consumer.primary.key;
  const again = async (wishes = {}) => {
    const ports = await world.process();
    return respondTo(world, ports, { mayReplaceAnew: false, ...wishes }).catch((error: unknown) => error);
  };
  return { world, fresh, again };
}

/** The plan of an emergency that isn't run. */
async function planned(world: World, ports: Awaited<ReturnType<World['process']>>, mayReplaceAnew: boolean) {
  const { plan, leave } = await beginResponse(ports, {
    ...world.resuming(ports.watched),
    ...{ containBy: null, keepsSessions: false, byDeploy: false, leakedSince: null, reportTo: null },
    ...{ certificate: 'none', deliveries: null, mayReplaceAnew },
  });
  await leave();
  return plan;
}

describe('the same command after an emergency', () => {
  it('leaves the new pair alone', async () => {
    const { world, fresh, again } = await replaced();
    world.pass(4 * 60_000);
    expect(await again()).toMatchObject({
      code: 'JustReplaced',
      message: expect.stringMatching(/replaced 4 min(utes)? ago, and Salesforce refuses them/),
      safe: 'This command changed nothing in the org.',
    });
    expect(await again({ containBy: 'flow' })).toMatchObject({ code: 'JustReplaced' });
    expect(world.consumer.primary.key).toBe(fresh);
  });

  it('leaves it alone, too, if a lost file got the new pair again meanwhile', async () => {
    const { world, fresh, again } = await replaced();
    const { state, watched, clock } = await world.process();
    const now = clock.now();
    const repeated = deliverAgain({
      watched,
      targets: targets('file:/etc/erp.env'),
      personId: '005',
      now,
      newId: 'again',
    });
    await state.rotations.save(evolve(repeated, { type: 'finished', outcome: 'done', at: now }));
    expect((await state.rotations.latest(watched.orgId, watched.consumerId))?.id).toBe('again');
    expect(await again()).toMatchObject({ code: 'JustReplaced' });
    expect(world.consumer.primary.key).toBe(fresh);
  });

  it('leaves it alone while a consumer waits for a person, and says what is true of it', async () => {
    const { world, fresh, again } = await replaced({ deliveries: ['manual:ERP'] });
    expect(await again()).toMatchObject({
      code: 'JustReplaced',
      safe: 'The leaked credentials no longer work, and the new ones are current. Consumers without the new credentials have no access.',
    });
    expect(world.open).toMatchObject({ stays: fresh, finishedAt: null });
  });

  it('replaces the new pair where somebody says that it has leaked, too, and the plan says so first', async () => {
    const { world, fresh, again } = await replaced();
    world.pass(4 * 60_000);
    const ports = await world.process();
    const plan = await planned(world, ports, true);
    const [breaks] = emergencySections(plan, world.clock.now());
    expect(breaks?.lines[0]).toMatch(/are the new ones: an emergency replaced the leaked ones .* ago/);
    expect(await again({ mayReplaceAnew: true })).toMatchObject({ rotation: { ends: fresh } });
    expect(world.consumer.primary.key).not.toBe(fresh);
  });

  it('plans with the deploy of a killed attempt, though none is asked for now', async () => {
    const world = new World({ name: 'killed after its deploy', kind: 'emergency' });
    await world.begin();
    world.crashes = [20];
    await respondTo(world, await world.process(), { byDeploy: true }).catch(() => undefined);
    world.crashes = [];
    const ports = await world.process();
    const plan = await planned(world, ports, false);
    expect([plan.replaceBy, plan.whyByDeploy]).toEqual(['deploy', 'the interrupted run uses a deploy']);
  });

  it('continues the emergency of the new pair that only a record has: somebody has said that it leaked, too', async () => {
    const { world, fresh, again } = await replaced();
    const { watched } = await world.process();
    await world.wholeState.apps.save({ ...watched, adoptedAt: world.clock.now() });
    world.pass(4 * 60_000);
    await failing(world, { fault: faults.full, failsFrom: 1, writes: 0 }, 'flow');
    expect([world.records.length, isBlocked(world)]).toEqual([1, true]);
    expect(await again({ containBy: 'flow' })).toMatchObject({
      rotation: { ends: fresh, refusedAt: expect.any(Number) },
    });
    expect([world.consumer.primary.key === fresh, isBlocked(world)]).toEqual([false, false]);
  });

  it('is a new emergency a day later', async () => {
    const { world, fresh, again } = await replaced();
    world.pass(day);
    expect(await again()).toMatchObject({ rotation: { ends: fresh } });
  });

  it('is a new emergency where somebody else has made another pair primary', async () => {
    const { world, again } = await replaced();
    world.byOthers(() => {
      world.consumer.primary = { ...world.consumer.primary, key: '3MVG9others', secret: 'others' };
    });
    expect(await again()).toMatchObject({ rotation: { ends: '3MVG9others' } });
  });
});
