import { expect, it } from 'vitest';
import { bothKilled, killedMoments } from '../core/rotation/both-killed.ts';
import { figure } from '../support/figure.ts';

it('two emergencies with the same user come to an end wherever both are killed', async () => {
  const moments = await killedMoments();
  for (const [one, other] of moments) await bothKilled(one, other);
  expect(moments.length).toBeGreaterThan(1000);
  figure(`two emergencies of one user, both killed: ${moments.length} pairs of boundaries, all converge`);
});
