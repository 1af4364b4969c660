import { expect, it } from 'vitest';
import { sharedAtRandom } from '../core/acts/shared-at-random.ts';
import { figure } from '../support/figure.ts';

it('REST access to secrets is on for whoever needs it, and off in the end: 20,000 random orders', async () => {
  const text = await sharedAtRandom(20_000);
  expect(text).toContain('0 broken promises');
  figure(text);
});
