import type { Decommission, DecommissionWishes, FileCopy, UseBefore } from './decommission.ts';
import type { Rotation } from './rotation.ts';
import type { WatchedApp } from './watched-app.ts';

/** What the end of an app means. Made by reading only, and shown before any change. Times are epoch ms. */
export interface DecommissionPlan extends Pick<Decommission, 'slot' | 'worked'> {
  readonly watched: WatchedApp;
  readonly orgName: string;
  /** null for the practice org. */
  readonly isProduction: boolean | null;
  /** The end that continues; null for a new one. */
  readonly goesOn: Decommission | null;
  readonly wishes: DecommissionWishes;
  readonly use: UseBefore;
  /** The newest run of the OAuth consumer. */
  readonly newest: Rotation | null;
  /** The current consumer key in the org. */
  readonly primaryKey: string;
  /** Other OAuth consumers of the app, which lose access, too. */
  readonly otherConsumers: readonly string[];
  /** REST access to secrets is off. keyturn would turn it on temporarily to empty the staging slot. */
  readonly borrows: boolean;
  readonly isFlowOff: boolean;
  readonly files: readonly FileCopy[];
  /** Whether the secret store has the current credentials. */
  readonly isStored: boolean;
}

/** What a person agrees to. */
export interface DecommissionConsent {
  /** The app's name was typed. */
  readonly confirmed: boolean;
  readonly stillUsed: boolean;
  readonly otherFlows: boolean;
}

/** What `decommission --back` undoes. */
export interface ReturnPlan {
  readonly watched: WatchedApp;
  readonly run: Decommission;
}
