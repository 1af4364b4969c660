import { expect, it } from 'vitest';
import { countBoundaries, killAt, oftenTheProgram } from '../journeys/killed-rotation.ts';
import { figure } from '../support/figure.ts';

it('a rotation killed at every boundary of the real program is brought to its end', async () => {
  const boundaries = await countBoundaries();
  const all = Array.from({ length: boundaries }, (_, index) => index + 1);
  const halves = [all.filter((at) => at % 2 === 0), all.filter((at) => at % 2 === 1)];
  const figures = await Promise.all(halves.map((half) => killAt(half, oftenTheProgram)));
  figure(`killed at ${figures.reduce((sum, { kills }) => sum + kills, 0)} of ${boundaries} boundaries with SIGKILL`);
  expect(figures.flatMap(({ leaks }) => leaks)).toEqual([]);
});
