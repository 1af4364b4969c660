import type { Observation } from '../model/observation.ts';
import type { Ahead } from './look-ahead.ts';

/** How long a look at a full slot stays valid before a deletion. In ms. */
const lookHoldsMs = 2_000;

/**
 * The look taken during planning also serves the first step: if an empty slot was filled since, the org refuses. A full
 * slot is checked again before anything is deleted.
 */
export function stillGood({ seen }: Ahead, now: number): Observation | null {
  return seen !== null && (seen.slot === null || now - seen.at < lookHoldsMs) ? seen : null;
}
