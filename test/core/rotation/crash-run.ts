import { expect } from 'vitest';
import { drive, prepare } from './drive.ts';
import { checkEnd } from './ends.ts';
import type { Story } from './story.ts';
import { World } from './world.ts';

const changes: Readonly<Record<NonNullable<Story['kind']>, World['sent']>> = {
  stage: { stage: 1, rotate: 0, delete: 0 },
  rotate: { stage: 1, rotate: 1, delete: 1 },
  back: { stage: 0, rotate: 1, delete: 1 },
  retire: { stage: 0, rotate: 0, delete: 1 },
  discard: { stage: 0, rotate: 0, delete: 1 },
};

/** A story with crashes at these boundaries comes to its end all the same. @throws when it doesn't */
export async function crashRun(
  story: Story,
  crashes: readonly number[],
  mutate: World['mutate'] = (ports) => ports,
): Promise<World> {
  const world = new World(story);
  const bystanders = () => JSON.stringify(world.app.consumers.filter((one) => one !== world.consumer));
  const before = bystanders();
  await prepare(world);
  world.mutate = mutate;
  world.crashes = crashes;
  const { stop } = await drive(world);
  const when = `${story.name}, crashes at ${crashes}`;
  expect(stop, when).toBe(null);
  checkEnd(world);
  expect(world.sent, when).toEqual(changes[story.kind ?? 'rotate']);
  expect(bystanders()).toBe(before);
  return world;
}
