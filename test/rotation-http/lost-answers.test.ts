import { describe, expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { sample } from '../support/sample.ts';
import { nameOf } from './endpoints.ts';
import { endpointsUsed, sampleOf, stories, surviveFault } from './faulty-journeys.ts';

describe('something goes wrong with one request of a rotation', () => {
  for (const story of stories) {
    it(`converges: ${story.name}`, async () => {
      const endpoints = await endpointsUsed(story);
      const mishaps = sample(sampleOf(story, endpoints), 10);
      const stops = new Map<string, number>();
      const broken: string[] = [];
      for (const mishap of mishaps) {
        const codes = await surviveFault(story, mishap).catch((error: unknown) => {
          broken.push(`${nameOf(mishap.endpoint)}: ${mishap.fault}: ${error}`);
          return [];
        });
        for (const code of codes) stops.set(code, (stops.get(code) ?? 0) + 1);
      }
      figure(
        `lost answers, ${story.name}: ${mishaps.length} journeys over ${endpoints.length} endpoints; stops on the way: ${JSON.stringify(Object.fromEntries(stops))}`,
      );
      expect(broken).toEqual([]);
    });
  }
});
