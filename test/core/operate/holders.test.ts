import { expect, it } from 'vitest';
import { command } from '../rotation/drive.ts';
import { acts } from '../rotation/other-people.ts';
import { World } from '../rotation/world.ts';

it('a retirement first serves a consumer whose file has what was current before others promoted new credentials', async () => {
  const target = 'file:/etc/erp.env';
  const world = new World({ name: 'others promoted', deliveries: [target] });
  await world.begin();
  world.byOthers(() => acts.replacePair(world));
  expect(world.given.get(target)?.consumerKey).toBe(world.consumer.staged?.key);
  await command(world, await world.process(), { kind: 'retire', consent: { confirmed: true } });
  expect(world.given.get(target)?.consumerKey).toBe(world.consumer.primary.key);
  expect([world.consumer.staged, world.open]).toEqual([null, null]);
});
