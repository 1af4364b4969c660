import { expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { emergencyRace } from './emergency-race.ts';

it("an emergency and whoever else is at work keep out of each other's way: 6 races", async () => {
  const { ends, leaks } = await emergencyRace(2);
  figure(`emergency, 6 races: ${JSON.stringify(ends)}`);
  expect(leaks).toEqual([]);
});
