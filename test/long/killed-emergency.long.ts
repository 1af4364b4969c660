import { expect, it } from 'vitest';
import { countEmergencyBoundaries, emergencyNames, killEmergencyAt } from '../journeys/killed-emergency.ts';
import { oftenTheProgram } from '../journeys/killed-rotation.ts';
import { figure } from '../support/figure.ts';

it.each(emergencyNames)(
  'an emergency killed at every boundary of the real program is brought to its end: %s',
  async (name) => {
    const boundaries = await countEmergencyBoundaries(name);
    const all = Array.from({ length: boundaries }, (_, index) => index + 1);
    const halves = [all.filter((at) => at % 2 === 0), all.filter((at) => at % 2 === 1)];
    const figures = await Promise.all(halves.map((half) => killEmergencyAt(name, half, oftenTheProgram)));
    figure(
      `emergency, ${name}: killed at ${figures.reduce((sum, { kills }) => sum + kills, 0)} of ${boundaries} boundaries`,
    );
    expect(figures.flatMap(({ leaks }) => leaks)).toEqual([]);
  },
);
