import { describe, expect, it } from 'vitest';
import { figure } from '../../support/figure.ts';
import { some, upTo } from '../../support/sample.ts';
import { overtakings, takeOver } from './taking-over.ts';

describe('an emergency takes over from another command that is suspended at any boundary', () => {
  it.each(overtakings)('$name', async (story) => {
    const { boundaries: all } = await takeOver(story, Number.POSITIVE_INFINITY);
    expect(all).toBeGreaterThan(10);
    const suspended = some(upTo(all), 8);
    let runs = 0;
    for (const boundary of suspended) {
      const { boundaries } = await takeOver(story, boundary);
      const killed = some(upTo(boundaries), 2);
      for (const crash of killed) await takeOver(story, boundary, crash);
      runs += 1 + killed.length;
    }
    figure(`take-over, ${story.name}: ${all} boundaries, ${runs} runs, all converge`);
  });
});
