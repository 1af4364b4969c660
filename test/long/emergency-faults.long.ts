import { expect, it } from 'vitest';
import { endpointsOfLeak, leakStories, mishapsOf, surviveLeaks } from '../rotation-http/emergency-faults.ts';
import { figure } from '../support/figure.ts';

it.each(leakStories)('something goes wrong with any request of an emergency: $name', async (story) => {
  const all = mishapsOf(await endpointsOfLeak(story));
  const { stops, met, broken } = await surviveLeaks(story, all);
  figure(`emergency, faults, ${story.name}: ${all.length} journeys, ${met} met; stops: ${JSON.stringify(stops)}`);
  expect(broken).toEqual([]);
});
