import type { StoreReference } from './watched-app.ts';

/** Why something can't be used, and what to do. */
export interface FoundProblem {
  readonly problem: string;
  readonly cure: string | null;
}

/** What the daemon can use in its environment, which differs from a terminal's. */
export interface SelfCheck {
  /** Epoch ms. */
  readonly at: number;
  /** The stores in use, or those that would be used. */
  readonly stores: readonly { readonly kind: StoreReference['kind']; readonly found: FoundProblem | null }[];
  /** The watched orgs, by their sign-ins. */
  readonly orgs: readonly { readonly org: string; readonly found: FoundProblem | null }[];
}
