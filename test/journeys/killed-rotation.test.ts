import { describe, expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { times } from '../support/sample.ts';
import { countBoundaries, killAt } from './killed-rotation.ts';

/** Evenly spread over the whole run; the long run takes them all. */
const points = times({ quick: 4, full: 64 });
/** What is written in one turn is written at once: a run may end a few boundaries sooner than the one that was counted. */
const least = Math.floor((points * 15) / 16);

describe('a rotation of the real program that is killed', () => {
  it(`is brought to its end by the next run, wherever it was: ${points} moments`, async () => {
    const boundaries = await countBoundaries();
    const sample = Array.from({ length: points }, (_, index) => 1 + Math.floor((index * (boundaries - 1)) / points));
    // Two programs at a time, each with an org of its own.
    const halves = [sample.filter((_, index) => index % 2 === 0), sample.filter((_, index) => index % 2 === 1)];
    const figures = await Promise.all(halves.map((half) => killAt(half)));
    const kills = figures.reduce((sum, one) => sum + one.kills, 0);
    figure(
      `killed at ${kills} of ${boundaries} boundaries with SIGKILL; each time one stage, one rotate, no access lost`,
    );
    expect(kills).toBeGreaterThanOrEqual(least);
    expect(figures.flatMap(({ leaks }) => leaks)).toEqual([]);
  });
});
