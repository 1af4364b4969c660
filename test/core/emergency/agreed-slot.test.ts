import { expect, it } from 'vitest';
import { appInOrg } from '../../../src/core/acts/consumer-lease.ts';
import { rotationLease } from '../../../src/core/model/rotation-lease.ts';
import { acts } from '../rotation/other-people.ts';
import { World } from '../rotation/world.ts';
import { planned } from './planned.ts';

const replaced = (world: World) => {
  acts.deleteStaged(world);
  acts.stagePair(world);
};

/** What the slot holds when the plan is made, and what others do until it is confirmed. */
it.each([
  ['nothing', null, acts.stagePair, false],
  ['credentials of somebody else', acts.stagePair, null, true],
  ['credentials of somebody else, who replaces them', acts.stagePair, replaced, false],
] as const)(
  'deletes from the slot only what the plan named, after others worked on the app: %s',
  async (_what, before, meanwhile, isDeleted) => {
    const world = new World({ name: 'slot', kind: 'emergency' });
    const watched = await world.begin();
    if (before) world.byOthers(() => before(world));
    const response = await planned(world, await world.process());
    const other = await world.beside();
    await other.state.leases.takeOver(rotationLease(watched), appInOrg(watched));
    if (meanwhile) world.byOthers(() => meanwhile(world));
    const inSlot = world.consumer.staged?.key;
    const run = response.run(world.clock.now());
    if (isDeleted) expect(await run).toMatchObject({ rotation: { outcome: 'done' } });
    else await expect(run).rejects.toMatchObject({ code: 'StrangersPair' });
    expect(world.consumer.staged?.key).toBe(isDeleted ? undefined : inSlot);
  },
);
