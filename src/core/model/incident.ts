import type { KeyturnError } from '../reasons/errors.ts';
import type { ConsumerContact, EmergencyPlan } from './emergency-plan.ts';
import type { JournalEvent } from './journal.ts';
import type { LoginEntry, SetupChange } from './org-traces.ts';
import type { Rotation } from './rotation.ts';
import type { Seal } from './seal.ts';
import type { WatchedApp } from './watched-app.ts';

/** One event from the journal. */
export interface TimelineEntry {
  /** Epoch ms. */
  readonly at: number;
  /** A phrase such as `new credentials staged`. */
  readonly step: string;
  readonly outcome: JournalEvent;
  /** The journal's id of the call, and ids from the org's answer. */
  readonly callId: string;
  readonly detail: string;
}

/** How an emergency of one app ended, or how far it got. */
export interface EmergencyEnd {
  readonly rotation: Rotation;
  readonly watched: WatchedApp;
  readonly timeline: readonly TimelineEntry[];
  /** Time from the confirmation until every token request was refused, in ms; null without containment. */
  readonly containedAfterMs: number | null;
  /**
   * Time from the confirmation until the leaked credentials themselves were refused, with OAuth on, in ms; null if not
   * verified.
   */
  readonly refusedAfterMs: number | null;
  /** null if sessions were kept. */
  readonly sessionsEnded: number | null;
  /** Path of the Markdown report; null if there is none. */
  readonly report: string | null;
  /** What to do next, as sentences. */
  readonly nextSteps: readonly string[];
}

/** Result of the emergency for one app. */
export type EmergencyOutcome = { readonly key: string } & (
  | {
      readonly ok: true;
      readonly end: Pick<EmergencyEnd, 'refusedAfterMs' | 'containedAfterMs' | 'report' | 'nextSteps'>;
    }
  | { readonly ok: false; readonly error: Pick<KeyturnError, 'message' | 'safe' | 'actions'> }
);

/** What the org reports for the period in question. Null if it couldn't be read; `unseen` has the reason. */
export interface Evidence {
  /** Epoch ms. */
  readonly since: number;
  readonly until: number;
  /** True if a person gave the time. Otherwise it is a guess. */
  readonly isSinceTold: boolean;
  /** Sign-ins of the execution user in the period, newest first. */
  readonly signIns: readonly LoginEntry[] | null;
  /**
   * Addresses of successful sign-ins in the 30 days before the period; null if they couldn't be read, or not that far back.
   */
  readonly earlierAddresses: readonly string[] | null;
  /** keyturn's own address as the org sees it; null if unknown. */
  readonly ownAddress: string | null;
  /** Setup changes by the execution user, newest first. */
  readonly setupChanges: readonly SetupChange[] | null;
  /** What couldn't be checked, as sentences. */
  readonly unseen: readonly string[];
}

/** Number of sign-ins. Times are epoch ms. */
export interface SignInCounts {
  readonly firstAt: number;
  readonly lastAt: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** Client credentials sign-ins through the app from one address. */
export interface AddressUse extends SignInCounts {
  readonly sourceIp: string;
  /** How many of them coincide with a token request of keyturn, whoever made them. */
  readonly atOwnProofs: number;
  /** How many of those also came from keyturn's address; null if that address is unknown. */
  readonly byKeyturn: number | null;
  /** Whether the address is missing from the 30 days before the period; null if unknown. */
  readonly isNew: boolean | null;
}

/** Sign-ins of the execution user from one address, through any app. */
export interface ComparedAddress extends SignInCounts {
  readonly sourceIp: string;
  readonly isKnown: boolean;
  /** Only keyturn's own token requests came from it. */
  readonly isKeyturns: boolean;
}

/** Other sign-ins of the execution user, one row for each application and sign-in type. */
export interface OtherSignIns extends SignInCounts {
  readonly application: string;
  /** Type and subtype as the org names them. */
  readonly way: string;
  readonly addresses: readonly string[];
}

export interface SignInSummary {
  /** New addresses first, then by number of sign-ins. */
  readonly addresses: readonly AddressUse[];
  readonly others: readonly OtherSignIns[];
}

/** All data for the report of one app. */
export interface Incident {
  readonly end: EmergencyEnd;
  readonly evidence: Evidence;
  /** What the plan found; null if the run was continued without a new check. */
  readonly plan:
    | (Pick<EmergencyPlan, 'sameUser' | 'otherUse'> & Partial<Pick<EmergencyPlan, 'leakedUse' | 'frozenFor'>>)
    | null;
  /** Who to contact about each consumer. */
  readonly contacts: readonly ConsumerContact[];
  /** When keyturn requested tokens of the app, in this run and before (`proofTimesOf`). Epoch ms. */
  readonly proofTimes: readonly number[];
  /** Time of the report, in epoch ms. */
  readonly writtenAt: number;
  /** The newest seal of the audit trail; null if it was never sealed. */
  readonly seal: Seal | null;
  /** The app is in the practice org. */
  readonly isPractice: boolean;
}
