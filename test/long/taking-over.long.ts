import { expect, it } from 'vitest';
import { overtakings, takeOver } from '../core/rotation/taking-over.ts';
import { figure } from '../support/figure.ts';
import { upTo } from '../support/sample.ts';

it.each(overtakings)(
  'an emergency takes over at every boundary, and is killed at every one of its own: $name',
  async (story) => {
    const { boundaries: all } = await takeOver(story, Number.POSITIVE_INFINITY);
    let runs = 0;
    for (const boundary of upTo(all)) {
      const { boundaries } = await takeOver(story, boundary);
      runs += 1;
      for (const crash of upTo(boundaries)) {
        await takeOver(story, boundary, crash);
        runs += 1;
      }
    }
    expect(runs).toBeGreaterThan(all);
    figure(`take-over, ${story.name}: ${all} boundaries, ${runs} runs, all converge`);
  },
);
