import { describe, expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { nameOf } from './endpoints.ts';
import { endpointsUsed, faultNames, stories, surviveFault } from './faulty-journeys.ts';

/** What an earlier story has proved of a read needs no second proof here; every story proves its own changes. */
const proved = new Set<string>();

describe('something goes wrong with one request of a rotation', () => {
  for (const story of stories) {
    it(`converges: ${story.name}`, async () => {
      const all = await endpointsUsed(story);
      const endpoints = all.filter((endpoint) => endpoint.method !== 'GET' || !proved.has(nameOf(endpoint)));
      for (const endpoint of all) proved.add(nameOf(endpoint));
      const stops = new Map<string, number>();
      const broken: string[] = [];
      let runs = 0;
      for (const endpoint of endpoints) {
        for (const fault of faultNames) {
          const mishap = { endpoint, others: all, nth: 1, fault };
          const codes = await surviveFault(story, mishap).catch((error: unknown) => {
            broken.push(`${nameOf(endpoint)}: ${fault}: ${error}`);
            return [];
          });
          for (const code of codes) stops.set(code, (stops.get(code) ?? 0) + 1);
          runs += 1;
        }
      }
      figure(
        `lost answers, ${story.name}: ${endpoints.length} of ${all.length} endpoints × ${faultNames.length} faults, ${runs} journeys; stops on the way: ${JSON.stringify(Object.fromEntries(stops))}`,
      );
      expect(broken).toEqual([]);
    }, 300_000);
  }
});
