import type { CertificateAnswer } from './certificate.ts';
import type { SeenAddresses } from './known-addresses.ts';
import type { SlotHolder } from './slot.ts';

/**
 * How to stop all access before new credentials are made.
 * - flow: turn off OAuth for the app (one Metadata API call)
 * - freeze: freeze the execution user, which also stops every other app that runs as this user
 * - flow-or-freeze: freeze if the org refuses to turn off OAuth
 */
export type ContainBy = 'flow' | 'freeze' | 'flow-or-freeze';

/**
 * How new credentials are made: staged next to the leaked ones, or by a deploy that replaces them at once (with an outage).
 */
export type ReplaceBy = 'staging' | 'deploy';

export interface LeftTo {
  readonly app: string;
  readonly consumerId: string;
  /** Its run; missing in older records. */
  readonly run?: string;
  /** The other emergency keeps the user frozen no longer. */
  readonly isOver?: true;
}

export interface Containment {
  readonly by: 'flow' | 'freeze';
  /** It was already so before the emergency, so keyturn doesn't undo it. */
  readonly wasSo: boolean;
  readonly intendedAt: number;
  /** When the org accepted the change. */
  readonly containedAt: number | null;
  /** When a token request was first refused; null if that hasn't been verified. */
  readonly provedAt: number | null;
  /** When it was undone: OAuth is on again, or the user is unfrozen. */
  readonly openedAt: number | null;
  /** The app whose emergency still needs the freeze when this one ended its own, and gives it back; missing if there was none. */
  readonly leftTo?: LeftTo;
  /** The frozen user, once the app is no longer watched; missing before that, and in older runs. */
  readonly user?: { readonly id: string; readonly username: string };
}

/** What happened to the execution user's live sessions from the app. */
export interface SessionsEnded {
  readonly at: number;
  readonly ended: number;
  /** Live sessions that may or may not be the app's. They were left alone. */
  readonly undecided: number;
  /** Sessions that couldn't be ended. */
  readonly failed: number;
  /** The org listed no session of the app, but there may be some that it doesn't list. */
  readonly isUnlisted: boolean;
  /** The org didn't answer which sessions there are; missing if it did. */
  readonly isUnseen?: true;
  /** What couldn't be checked or done, as sentences. */
  readonly problems: readonly string[];
  /**
   * Whether a token from the leaked credentials still worked afterwards; null if that couldn't be tested. A JWT works until
   * it expires.
   */
  readonly tokenLives: boolean | null;
  readonly tokenFormat: 'opaque' | 'jwt' | null;
  /** Lifetime of the app's JWT tokens in ms, from such a token; null if there was none. */
  readonly tokenLifetimeMs: number | null;
}

/** Options of an emergency. Times are epoch ms. */
export interface EmergencyWishes {
  /** When the app's name was typed. Both elapsed times count from here. */
  readonly confirmedAt: number;
  /** When the credentials may have leaked; null if unknown. */
  readonly leakedSince: number | null;
  readonly containBy: ContainBy | null;
  readonly replaceBy: ReplaceBy;
  /** Leave live sessions alone. */
  readonly keepsSessions: boolean;
  /** Credentials that someone else staged may be deleted: the plan has named them, or said that whatever is in the slot goes. */
  readonly freesStranger: boolean;
  /** Only these, which the plan has named; missing if it couldn't. */
  readonly freesOnly?: string;
  /** Absolute path for the report, without extension; null for the default folder. */
  readonly reportTo: string | null;
  /** Certificate to include in a deploy that makes new credentials, which otherwise clears it. */
  readonly certificate: CertificateAnswer;
  /** Addresses and networks that a person knows; missing without a list. */
  readonly knownAddresses?: readonly string[];
}

/** Credentials in the staging slot by keyturn's own record. */
export interface RecordedSlot {
  readonly holder: SlotHolder;
  readonly consumerKey: string;
  /** Epoch ms; null if unknown. */
  readonly expiresAt: number | null;
}

/** What an emergency adds to a run. No secrets. Times are epoch ms. */
export interface EmergencyRun extends EmergencyWishes {
  /** Consumer keys of credentials that were deleted to free the slot. keyturn verifies that Salesforce refuses them, too. */
  readonly freed: readonly string[];
  /** Those of them that Salesforce was seen to refuse. */
  readonly freedRefused: readonly string[];
  readonly containment: Containment | null;
  /** When the deploy that makes new credentials was sent; null if they are staged. */
  readonly replaceIntendedAt: number | null;
  /**
   * When the rotate flags of that deploy were cleared. Until then, anyone's next deploy would make new credentials again.
   */
  readonly flagsResetAt: number | null;
  /** What the run that this one replaced had left in the slot; missing if nothing. */
  readonly inSlot?: RecordedSlot;
  /** When Salesforce didn't show the slot after that deploy: what is in it may still work. Missing if it did. */
  readonly slotHiddenAt?: number;
  /** When the run stopped trying to verify the new credentials and continued without. */
  readonly unprovedAt: number | null;
  readonly sessions: SessionsEnded | null;
  /** When sessions were ended a second time, after Salesforce refused the leaked credentials. */
  readonly sessionsSweptAt: number | null;
  /** Path of the report. */
  readonly report: string | null;
  /** How the addresses of the report compare with the list; null if the login history couldn't be read, missing without a list. */
  readonly seenAddresses?: SeenAddresses | null;
  /** The new credentials were verified after the report was written. */
  readonly isReportBehind?: true;
}
