import { expect, it } from 'vitest';
import { emergencyRace } from '../journeys/emergency-race.ts';
import { figure } from '../support/figure.ts';

it("an emergency and whoever else is at work keep out of each other's way: 60 races", async () => {
  const { ends, leaks } = await emergencyRace(20);
  figure(`emergency, 60 races: ${JSON.stringify(ends)}`);
  expect(leaks).toEqual([]);
});
