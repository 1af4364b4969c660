import type { KeyturnError } from '../reasons/errors.ts';
import type { EmergencyPlan } from './emergency-plan.ts';
import type { JournalEvent } from './journal.ts';
import type { LoginEntry, SetupChange } from './org-traces.ts';
import type { Rotation } from './rotation.ts';
import type { WatchedApp } from './watched-app.ts';

/** One line of what happened, from the journal. */
export interface TimelineEntry {
  /** Epoch ms. */
  readonly at: number;
  /** In words: `new pair staged`. */
  readonly step: string;
  readonly outcome: JournalEvent;
  /** The journal's id of the call, and ids of the org where it told one. */
  readonly callId: string;
  readonly detail: string;
}

/** How an emergency of one app ended, or how far it came. */
export interface EmergencyEnd {
  readonly rotation: Rotation;
  readonly watched: WatchedApp;
  readonly timeline: readonly TimelineEntry[];
  /** From the confirmation until every token request was refused, in ms; null without containment. */
  readonly containedAfterMs: number | null;
  /** From the confirmation until the leaked pair was refused by itself with the flow on, in ms; null when not seen yet. */
  readonly refusedAfterMs: number | null;
  /** null when they were kept. */
  readonly sessionsEnded: number | null;
  /** Path of the Markdown report; null when none was written. */
  readonly report: string | null;
  /** What a person does next, in words. */
  readonly nextSteps: readonly string[];
}

/** How the emergency of one app came out, as a person is told it. */
export type EmergencyOutcome = { readonly key: string } & (
  | {
      readonly ok: true;
      readonly end: Pick<EmergencyEnd, 'refusedAfterMs' | 'containedAfterMs' | 'report' | 'nextSteps'>;
    }
  | { readonly ok: false; readonly error: Pick<KeyturnError, 'message' | 'safe' | 'actions'> }
);

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

/** Several sign-ins. Instants are epoch ms. */
export interface SignInCounts {
  readonly firstAt: number;
  readonly lastAt: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** What came through the app by the client credentials flow from one address. */
export interface AddressUse extends SignInCounts {
  readonly sourceIp: string;
  /** How many of them fall on an instant at which keyturn itself asked for a token, whoever they came from. */
  readonly atOwnProofs: number;
  /** How many of those came from keyturn's own address as well; null where nobody knows that one. */
  readonly byKeyturn: number | null;
  /** Not among the addresses of the 30 days before the time in question; null where nobody knows. */
  readonly isNew: boolean | null;
}

/** What the execution user signed in to beside that, one row for each application and way. */
export interface OtherSignIns extends SignInCounts {
  readonly application: string;
  /** Type and sub-type in the org's words. */
  readonly way: string;
  readonly addresses: readonly string[];
}

export interface SignInSummary {
  /** Those that need a look first: new ones, then by number. */
  readonly addresses: readonly AddressUse[];
  readonly others: readonly OtherSignIns[];
}

/** All that a report of one app is made from. */
export interface Incident {
  readonly end: EmergencyEnd;
  readonly evidence: Evidence;
  /** What the plan found; null where the run was gone on with and nobody looked again. */
  readonly plan: (Pick<EmergencyPlan, 'sameUser' | 'otherUse'> & Partial<Pick<EmergencyPlan, 'leakedUse'>>) | null;
  /** When keyturn itself asked for a token of the app, in this run and before (`proofTimesOf`). Epoch ms. */
  readonly proofTimes: readonly number[];
  /** When the report is made. Epoch ms. */
  readonly writtenAt: number;
  /** Nothing of it is real. */
  readonly isPractice: boolean;
}
