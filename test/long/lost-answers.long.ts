import { expect, it } from 'vitest';
import { nameOf } from '../rotation-http/endpoints.ts';
import { endpointsUsed, faultNames, stories, surviveFault } from '../rotation-http/faulty-journeys.ts';
import { figure } from '../support/figure.ts';

for (const story of stories) {
  it(`something goes wrong with any request of a rotation: ${story.name}`, async () => {
    const endpoints = await endpointsUsed(story);
    const broken: string[] = [];
    let runs = 0;
    for (const endpoint of endpoints) {
      for (let nth = 1; nth <= endpoint.count; nth += 1) {
        for (const fault of faultNames) {
          runs += 1;
          await surviveFault(story, { endpoint, others: endpoints, nth, fault }).catch((error: unknown) => {
            broken.push(`${nameOf(endpoint)}, request ${nth}: ${fault}: ${error}`);
          });
        }
      }
    }
    figure(`lost answers, ${story.name}: ${runs} journeys, every fault at every request`);
    expect(broken).toEqual([]);
  });
}
