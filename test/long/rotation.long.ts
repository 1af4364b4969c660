import { describe, expect, it } from 'vitest';
import { livesAtRandom } from '../core/rotation/lives-at-random.ts';
import { figure } from '../support/figure.ts';

describe('2,000 random lives of a consumer', () => {
  it('break no promise', async () => {
    const { text, runs } = await livesAtRandom(2000);
    expect(runs).toBe(2000);
    figure(text);
  });
});
