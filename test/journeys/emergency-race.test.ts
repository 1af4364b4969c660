import { expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { times } from '../support/sample.ts';
import { emergencyRace } from './emergency-race.ts';

const rounds = times({ quick: 1, full: 2 });

it(`an emergency and whoever else is at work keep out of each other’s way: ${3 * rounds} races`, async () => {
  const { ends, leaks } = await emergencyRace(rounds);
  figure(`emergency, ${3 * rounds} races: ${JSON.stringify(ends)}`);
  expect(leaks).toEqual([]);
}, 200_000);
