import { expect, it } from 'vitest';
import { countTickBoundaries, type Kill, killTicks } from '../journeys/killed-tick.ts';
import { figure } from '../support/figure.ts';

/** Spread over the three ticks of a round. */
const kills = 200;

it(`a tick that is killed loses nothing and doubles nothing, wherever it was: ${kills} moments`, async () => {
  const boundaries = await countTickBoundaries();
  const all: readonly Kill[] = boundaries.flatMap((count, tick) =>
    Array.from({ length: count }, (_, index) => ({ tick, at: index + 1 })),
  );
  const sample = Array.from({ length: kills }, (_, index) => all[Math.floor((index * all.length) / kills)] as Kill);
  const halves = [sample.filter((_, index) => index % 2 === 0), sample.filter((_, index) => index % 2 === 1)];
  const figures = await Promise.all(halves.map(killTicks));
  const killed = figures.reduce((sum, one) => sum + one.killed, 0);
  figure(
    `ticks killed at ${killed} of ${all.length} boundaries with SIGKILL; each round one stage, one rotate, each notice once`,
  );
  expect(killed).toBe(kills);
  expect(figures.flatMap(({ leaks }) => leaks)).toEqual([]);
}, 2_400_000);
