import fc from 'fast-check';
import { inject } from 'vitest';
import { live, type Tally } from './live.ts';
import { life } from './random-life.ts';

/** @throws with the seed and the shortest life that breaks a promise */
export async function livesAtRandom(numRuns: number): Promise<{ readonly text: string; readonly runs: number }> {
  const { seed } = inject('sampling');
  const tally: Tally = {
    moves: 0,
    crashes: 0,
    faults: 0,
    acts: 0,
    rotations: 0,
    ends: 0,
    backs: 0,
    together: 0,
    stops: new Map(),
  };
  let runs = 0;
  const lives = fc.asyncProperty(life, async (one) => {
    await live(one, tally);
    runs += 1;
  });
  await fc.assert(lives, { numRuns, seed });
  const { moves, crashes, faults, acts, rotations, ends, backs, together, stops } = tally;
  const text = `random lives: ${runs} of seed ${seed}, 0 broken promises; ${moves} commands, ${crashes} crashes, ${faults} faults, ${acts} acts of others, ${rotations} rotations in the end, ${ends} apps decommissioned, ${backs} put back, ${together} emergencies of several apps at once, ${stops.size} different reasons to stop`;
  return { text, runs };
}
