import { describe, expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { sample, spread } from '../support/sample.ts';
import { endpointsOfLeak, isTelling, leakStories, mishapsOf, surviveLeaks } from './emergency-faults.ts';

const atRandom = 10;
const seed = 74;

describe('something goes wrong with one request of an emergency', () => {
  it.each(leakStories)('it ends right all the same: $name', async (story) => {
    const endpoints = await endpointsOfLeak(story);
    const all = mishapsOf(endpoints);
    const chosen = [...new Set([...all.filter(isTelling), ...spread(all, atRandom, seed)])];
    const mishaps = sample(chosen, 6);
    const { stops, met, broken } = await surviveLeaks(story, mishaps);
    figure(
      `emergency, faults, ${story.name}: ${mishaps.length} of ${all.length} (seed ${seed}), ${met} met, over ${endpoints.length} endpoints; stops on the way: ${JSON.stringify(stops)}`,
    );
    expect(broken).toEqual([]);
    expect(met).toBeGreaterThan(mishaps.length / 2);
  });
});
