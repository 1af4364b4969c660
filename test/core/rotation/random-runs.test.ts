import { describe, expect, it } from 'vitest';
import { figure } from '../../support/figure.ts';
import { livesAtRandom } from './lives-at-random.ts';

describe('random lives of a consumer', () => {
  it('break no promise: crashes, faults, other people’s hands, clocks and every answer of the org', {
    timeout: 120_000,
  }, async () => {
    const { text, runs } = await livesAtRandom(200);
    expect(runs).toBe(200);
    figure(text);
  });
});
