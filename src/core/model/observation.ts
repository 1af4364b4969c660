import type { StagedPair } from './app.ts';

/** What a look at the org and at the secret store found. */
export interface Observation {
  /** Epoch ms. */
  readonly at: number;
  /** Consumer key of the primary pair: it settles every doubt. */
  readonly primaryKey: string;
  /** What lies in the staged slot, or null. */
  readonly slot: StagedPair | null;
  /** Consumer keys of those pairs that the secret store holds, as far as this run may ask for them. */
  readonly stored: ReadonlySet<string>;
}
