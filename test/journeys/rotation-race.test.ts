import { expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { times } from '../support/sample.ts';
import { race } from './rotation-race.ts';

const races = times({ quick: 2, full: 20 });

it(`rotates exactly once when two programs rotate the same consumer at once: ${races} times`, async () => {
  const { losers, leaks } = await race(races);
  figure(
    `${races} races of two rotations and of two retirements, one winner each; the others: ${JSON.stringify(losers)}`,
  );
  expect(leaks).toEqual([]);
});
