import { expect, it } from 'vitest';
import { race } from '../journeys/rotation-race.ts';
import { figure } from '../support/figure.ts';

it('rotates exactly once when two programs rotate the same consumer at once: 200 times', async () => {
  const { losers, leaks } = await race(200);
  figure(`200 races of two rotations and of two retirements, one winner each; the others: ${JSON.stringify(losers)}`);
  expect(leaks).toEqual([]);
});
