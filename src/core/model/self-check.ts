import type { StoreReference } from './watched-app.ts';

/** Why something can't be used, and what to do about it. */
export interface FoundProblem {
  readonly problem: string;
  readonly cure: string | null;
}

/** What the daemon can use where it runs: its environment is another one than that of a terminal. */
export interface SelfCheck {
  /** Epoch ms. */
  readonly at: number;
  /** Those in which something is kept, or in which it would be. */
  readonly stores: readonly { readonly kind: StoreReference['kind']; readonly found: FoundProblem | null }[];
  /** The watched ones, as they are signed in to. */
  readonly orgs: readonly { readonly org: string; readonly found: FoundProblem | null }[];
}
