import { describe, expect, it } from 'vitest';
import { figure } from '../../support/figure.ts';
import { type Story, World } from './world.ts';

const stories: readonly Story[] = [
  { name: 'scheduled', deliveries: ['file:/etc/erp.env', 'exec:/opt/hand-over'] },
  { name: 'grace 0', graceDays: 0, consent: { confirmed: true } },
  { name: 'self-rotation', isSelf: true, deliveries: ['file:/etc/erp.env'] },
  { name: 'several consumers', app: 'Legacy_Loader', consumer: 1 },
  { name: 'manual consumers', deliveries: ['manual:CI', 'file:/etc/erp.env'] },
  { name: 'borrowed setting', isOff: true },
];

async function run(story: Story, crashes: readonly number[]): Promise<World> {
  const world = new World(story);
  const others = world.app.consumers.filter((one) => one !== world.consumer).map((one) => JSON.stringify(one));
  await world.begin();
  world.crashes = crashes;
  const { stop } = await world.drive();
  expect(stop, `${story.name}, crashes at ${crashes}`).toBe(null);
  world.checkEnd();
  expect(world.sent, `${story.name}, crashes at ${crashes}`).toMatchObject({ stage: 1, rotate: 1 });
  expect(world.app.consumers.filter((one) => one !== world.consumer).map((one) => JSON.stringify(one))).toEqual(others);
  return world;
}

describe('a crash at every effect boundary', () => {
  for (const story of stories) {
    it(`converges: ${story.name}`, async () => {
      const { boundaries } = await run(story, []);
      expect(boundaries).toBeGreaterThan(30);
      let runs = 1;
      for (let first = 1; first <= boundaries; first += 1) {
        const once = await run(story, [first]);
        runs += 1;
        for (let second = first + 1; second <= once.boundaries; second += 1) {
          await run(story, [first, second]);
          runs += 1;
        }
      }
      figure(`crash table, ${story.name}: ${boundaries} boundaries, ${runs} runs, all converge`);
    }, 240_000);
  }
});
