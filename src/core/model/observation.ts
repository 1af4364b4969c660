import type { StagedPair } from './app.ts';

/** What a check of the org and of the secret store found. */
export interface Observation {
  /** Epoch ms. */
  readonly at: number;
  /** Consumer key of the current credentials. It settles every doubt about a run. */
  readonly primaryKey: string;
  /** The credentials in the staging slot, or null. */
  readonly slot: StagedPair | null;
  /** The slot wasn't looked at; missing if it was, or if the org has none that can be read. */
  readonly isSlotUnread?: true;
  /** Consumer keys of this run's credentials that are in the secret store. */
  readonly stored: ReadonlySet<string>;
}
