import { describe, expect, it } from 'vitest';
import { figure } from '../../support/figure.ts';
import { times } from '../../support/sample.ts';
import { livesAtRandom } from './lives-at-random.ts';

describe('random lives of a consumer', () => {
  it("break no promise: crashes, faults, other people's hands, clocks and every answer of the org", async () => {
    const lives = times({ quick: 30, full: 200 });
    const { text, runs } = await livesAtRandom(lives);
    expect(runs).toBe(lives);
    figure(text);
  });
});
