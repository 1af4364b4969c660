import { decide } from './decide.ts';
import { reconcile } from './reconcile.ts';

/** The rules of the machine. They are pure, and all of its order is in them. */
export interface Rules {
  readonly decide: typeof decide;
  readonly reconcile: typeof reconcile;
}

export const usualRules: Rules = { decide, reconcile };
