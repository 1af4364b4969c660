import type { Target } from '../model/target.ts';
import type { Automation } from '../model/watched-app.ts';
import type { KeyturnError } from '../reasons/errors.ts';

/** The one next thing to do. */
export type Action =
  | { readonly do: 'observe' }
  | { readonly do: 'stage' }
  | { readonly do: 'read-staged'; readonly stagedId: string; readonly consumerKey: string }
  | { readonly do: 'drop-staged'; readonly stagedId: string; readonly consumerKey: string }
  | { readonly do: 'prove-staged' }
  | { readonly do: 'deliver'; readonly targets: readonly Target[] }
  | { readonly do: 'rotate'; readonly stagedId: string }
  | { readonly do: 'prove-primary' }
  | { readonly do: 'call' }
  | { readonly do: 'delete'; readonly stagedId: string }
  | { readonly do: 'prove-refused' }
  | { readonly do: 'finish'; readonly outcome: 'done' | 'discarded' }
  /** Nothing to do now. `until`: when there will be, or null. */
  | { readonly do: 'rest'; readonly why: 'staged' | 'grace' | 'hand-over'; readonly until: number | null }
  | EmergencyAction
  | { readonly do: 'stop'; readonly error: KeyturnError };

/** Actions that only an emergency has. */
export type EmergencyAction =
  | { readonly do: 'contain'; readonly by: 'flow' | 'freeze' }
  | { readonly do: 'free-slot'; readonly stagedId: string; readonly consumerKey: string | null }
  | { readonly do: 'replace-by-deploy' }
  | { readonly do: 'read-primary' }
  | { readonly do: 'reset-flags' }
  | { readonly do: 'open-again' }
  /** Verifies that the leaked credentials are refused, and ends the live sessions at the same time. */
  | { readonly do: 'end-access' }
  | { readonly do: 'sweep-sessions' }
  | { readonly do: 'report' };

export interface Circumstances {
  /** Epoch ms. */
  readonly now: number;
  readonly automation: Automation;
  /** Why nothing may happen only because time has passed; null if time can be trusted. */
  readonly clockProblem?: KeyturnError | null;
  /** keyturn itself signs in through this app. */
  readonly isSelf: boolean;
  /** Nothing is left to do about the staging slot after a deploy. */
  readonly isSlotSettled?: boolean;
}
