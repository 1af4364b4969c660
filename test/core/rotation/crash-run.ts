import { expect } from 'vitest';
import { stage } from '../../../src/practice-org/credentials/life-cycle.ts';
import { sample, upTo } from '../../support/sample.ts';
import { drive, prepare } from './drive.ts';
import { checkEmergencyEnd, leak } from './emergency-ends.ts';
import { checkEnd } from './ends.ts';
import type { Story } from './story.ts';
import { World } from './world.ts';

const changes: Readonly<Record<NonNullable<Story['kind']>, Omit<World['sent'], 'deploy'>>> = {
  stage: { stage: 1, rotate: 0, delete: 0 },
  rotate: { stage: 1, rotate: 1, delete: 1 },
  back: { stage: 0, rotate: 1, delete: 1 },
  retire: { stage: 0, rotate: 0, delete: 1 },
  discard: { stage: 0, rotate: 0, delete: 1 },
  emergency: { stage: 1, rotate: 1, delete: 1 },
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
  if (story.hasStranger) placeStranger(world);
  const stolen = story.kind === 'emergency' ? leak(world) : null;
  world.mutate = mutate;
  world.crashes = crashes;
  const { stop } = await drive(world);
  const when = `${story.name}, crashes at ${crashes}`;
  expect(stop, when).toBe(null);
  world.land();
  checkEnd(world);
  if (stolen) checkEmergencyEnd(world, stolen);
  expect(world.sent, when).toEqual({ deploy: 0, ...changes[story.kind ?? 'rotate'], ...story.sent });
  expect(bystanders()).toBe(before);
  return world;
}

function placeStranger({ org, consumer }: World): void {
  const other = org.userNamed(`otto.admin@${org.data.domain}`);
  if (!other) throw new Error('the seed has no other admin');
  stage(org, consumer, other.id);
}

/** A crash at each boundary of a story. Returns the figure. */
export async function everyCrash(story: Story, mutate?: World['mutate']): Promise<string> {
  const { boundaries } = await crashRun(story, [], mutate);
  expect(boundaries).toBeGreaterThan(10);
  const moments = sample(upTo(boundaries), 10);
  for (const first of moments) await crashRun(story, [first], mutate);
  return `crash table, ${story.name}: ${boundaries} boundaries, ${moments.length + 1} runs, all converge`;
}

/** The same with a second crash after it, at every boundary so far apart. Returns the figure. */
export async function pairsOfCrashes(story: Story, apart = 1): Promise<string> {
  const { boundaries } = await crashRun(story, []);
  expect(boundaries).toBeGreaterThan(30);
  let runs = 1;
  for (const first of sample(upTo(boundaries), 6)) {
    const once = await crashRun(story, [first]);
    runs += 1;
    const later = upTo(once.boundaries).filter((second) => second > first && (second - first - 1) % apart === 0);
    for (const second of sample(later, 4)) {
      await crashRun(story, [first, second]);
      runs += 1;
    }
  }
  return `crash table, ${story.name}: ${boundaries} boundaries, ${runs} runs, all converge`;
}
