import { describe, expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { endpointsOfLeak, leakStories, mishapsOf, sampled, surviveLeaks } from './emergency-faults.ts';

const journeys = 16;
const seed = 74;

describe('something goes wrong with one request of an emergency', () => {
  it.each(leakStories)(
    'it ends right all the same: $name',
    async (story) => {
      const endpoints = await endpointsOfLeak(story);
      const all = mishapsOf(endpoints);
      const { stops, met, broken } = await surviveLeaks(story, sampled(all, journeys, seed));
      figure(
        `emergency, faults, ${story.name}: ${journeys} of ${all.length} (seed ${seed}), ${met} met, over ${endpoints.length} endpoints; stops on the way: ${JSON.stringify(stops)}`,
      );
      expect(broken).toEqual([]);
      expect(met).toBeGreaterThan(journeys / 2);
    },
    120_000,
  );
});
