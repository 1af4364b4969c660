import type { LoginEntry, SetupChange } from '../ports/salesforce-org.ts';

/** What the org tells of the time in question; null where it was not allowed to be seen, with the reason in `unseen`. */
export interface Evidence {
  /** Epoch ms. */
  readonly since: number;
  readonly until: number;
  /** Somebody said so; else it is a guess of how far back to look. */
  readonly isSinceTold: boolean;
  /** Sign-ins of the execution user in that time, newest first. */
  readonly signIns: readonly LoginEntry[] | null;
  /** Addresses of successful sign-ins in the 30 days before that; null where they could not be seen, or not that far back. */
  readonly earlierAddresses: readonly string[] | null;
  /** The address from which keyturn works, as the org sees it; null where nobody knows. */
  readonly ownAddress: string | null;
  /** What the execution user changed in Setup, newest first. */
  readonly setupChanges: readonly SetupChange[] | null;
  /** What could not be looked at, in words. */
  readonly unseen: readonly string[];
}
