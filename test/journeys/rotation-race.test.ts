import { expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { race } from './rotation-race.ts';

it('rotates exactly once when two programs rotate the same consumer at once: 20 times', async () => {
  const { losers, leaks } = await race(20);
  figure(`20 races of two rotations and of two retirements, one winner each; the others: ${JSON.stringify(losers)}`);
  expect(leaks).toEqual([]);
}, 300_000);
