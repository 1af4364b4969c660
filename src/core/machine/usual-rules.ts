import { decide } from './decide.ts';
import { reconcile } from './reconcile.ts';

/** What the machine goes by: pure, and all of its order. */
export interface Rules {
  readonly decide: typeof decide;
  readonly reconcile: typeof reconcile;
}

export const usualRules: Rules = { decide, reconcile };
