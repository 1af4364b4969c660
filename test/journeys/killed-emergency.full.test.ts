import { describe, expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { countEmergencyBoundaries, type EmergencyName, killEmergencyAt } from './killed-emergency.ts';

/** Evenly spread over the whole run; the long run takes them all. */
const points: Readonly<Record<EmergencyName, number>> = {
  plain: 12,
  'contained by the flow': 8,
  'contained by a frozen user': 5,
};

describe('an emergency of the real program that is killed', () => {
  it('is brought to its end by the next run, wherever it was', async () => {
    const names = Object.keys(points) as EmergencyName[];
    // A program at a time for each way, each with an org of its own.
    const figures = await Promise.all(
      names.map(async (name) => {
        const count = points[name];
        const boundaries = await countEmergencyBoundaries(name);
        const sample = Array.from({ length: count }, (_, index) => 2 + Math.floor((index * (boundaries - 2)) / count));
        return { name, boundaries, ...(await killEmergencyAt(name, sample)) };
      }),
    );
    figure(
      `emergency, killed with SIGKILL: ${figures.map(({ name, kills, boundaries }) => `${name} at ${kills} of ${boundaries} boundaries`).join(', ')}`,
    );
    expect(figures.flatMap(({ leaks }) => leaks)).toEqual([]);
    expect(figures.reduce((sum, { kills }) => sum + kills, 0)).toBeGreaterThanOrEqual(23);
  });
});
