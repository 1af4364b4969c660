import { day } from '../plain/time.ts';
import type { Attention } from './attention.ts';
import type { Consumer } from './consumer.ts';
import type { Decommission } from './decommission.ts';
import type { SeenPairs } from './seen-pairs.ts';
import type { Target } from './target.ts';

/** How old credentials may become, and what the daemon may do automatically. Durations are whole days. */
export interface RotationPolicy {
  readonly maxAgeDays: number;
  readonly graceDays: number;
  /** Days before the due date, in descending order. */
  readonly remindDays: readonly number[];
  readonly automation: Automation;
}

export type Automation = 'remind' | 'stage' | 'rotate';

export const defaultPolicy: RotationPolicy = {
  maxAgeDays: 90,
  graceDays: 7,
  remindDays: [30, 14, 7, 3, 1],
  automation: 'stage',
};

/** How the age of the current credentials is known. Salesforce doesn't report their issue date. */
export type AgeSource = 'rotated' | 'told' | 'unknown';

export interface StoreReference {
  readonly kind: 'keychain' | 'file';
  /** Where a person finds the entry. Never the secret. */
  readonly reference: string;
}

/** The app's protection as the org shows it; null for what it doesn't show. */
export interface SeenPolicies {
  readonly permittedUsers: string | null;
  readonly ipRelaxation: string | null;
  readonly requiredSessionLevel: string | null;
  /** Whether consumer secrets can be read over REST. */
  readonly secretAccess: boolean | null;
}

/** The accepted state of an app. Later changes for the worse are drift. */
export interface Baseline extends SeenPolicies {
  readonly executionUser: string | null;
  /** Risky permissions of the execution user, for example `ModifyAllData`. */
  readonly powers: readonly string[];
  /** Whether Salesforce would issue tokens, then or at a later check: null if unknown, missing in what earlier versions saved. */
  readonly isFlowOn?: boolean | null;
}

export const driftKinds = [
  'app-gone',
  'sandbox-refreshed',
  'pair-changed-outside',
  'staged-outside',
  'secret-missing',
  'flow-off',
  'user-changed',
  'user-missing',
  'user-frozen',
  'user-inactive',
  'user-more-powerful',
  'policy-loosened',
  'secret-access-left-on',
  'host-changed',
] as const;

/** Something that was changed outside keyturn. */
export interface Drift {
  readonly kind: (typeof driftKinds)[number];
  /** When keyturn first saw it, in epoch ms. */
  readonly since: number;
  /** When keyturn last saw it, in epoch ms; missing if the last check did. */
  readonly seenAt?: number;
  /** What changed and what it means, as a sentence. */
  readonly sentence: string;
  readonly cure: string;
}

/** Result of the latest check of the org. */
export interface LastCheck {
  /** Epoch ms. */
  readonly at: number;
  readonly drift: readonly Drift[];
  /** How far the org's clock was ahead of this computer's, in ms; negative: behind. Missing if they agreed. */
  readonly aheadMs?: number;
  /** Only the staging slot was looked at, as the app began to be watched. The first check is still due. */
  readonly isFirstLook?: true;
}

/** Why the last automatic action failed. */
export interface Trouble {
  /** A reason code. */
  readonly code: string;
  readonly message: string;
  /** When it first happened without a success since, in epoch ms. */
  readonly since: number;
  /** When it last happened, in epoch ms. */
  readonly triedAt: number;
  /** True if it resolves without a person. */
  readonly isPassing: boolean;
}

/** A watched app. No secrets. Times are epoch ms. */
export interface WatchedApp {
  readonly orgId: string;
  /** Alias or username of the sign-in. */
  readonly org: string;
  readonly orgName: string;
  readonly username: string;
  readonly instanceUrl: string;
  /** Its host, if a person allowed it with `--allow-host`; missing for Salesforce's own hosts, and in data of earlier versions. */
  readonly allowedHost?: string;
  /** Whether a person chose this address; missing in data of earlier versions, which compared no addresses. */
  readonly isAddressChosen?: true;
  readonly isSandbox: boolean;
  readonly app: string;
  readonly label: string;
  readonly appId: string;
  readonly consumerId: string;
  readonly consumerKey: string;
  readonly executionUser: { readonly id: string; readonly username: string } | null;
  /** The policy in effect: the chosen policy, overridden by the current settings for this app. Never stored. */
  readonly policy: RotationPolicy;
  /** What a person chose with a command. The state stores only this part of the policy. */
  readonly chosenPolicy: RotationPolicy;
  /** Systems and people that use the credentials; empty if none was named. */
  readonly consumers: readonly Consumer[];
  /** The targets of `consumers`. Never stored. */
  readonly deliveries: readonly Target[];
  /** The admin said that the app has no consumers yet, so a rotation needs no delivery. */
  readonly hasNoConsumers: boolean;
  /** null if this computer couldn't read the credentials. */
  readonly store: StoreReference | null;
  /** Where its earlier credentials are, while the current ones aren't stored; missing otherwise. */
  readonly usedStore?: StoreReference['kind'];
  readonly issuedAt: number | null;
  readonly ageSource: AgeSource;
  readonly adoptedAt: number;
  /** null before the first check. */
  readonly baseline: Baseline | null;
  readonly lastCheck: LastCheck | null;
  readonly trouble: Trouble | null;
  readonly attention: Attention;
  /** Result of the latest drill; missing without one. */
  readonly lastDrill?: { readonly at: number; readonly estimateMs: number };
  /** How far the org's clock was ahead when a run last stopped because the clocks differed, in ms; missing without that. */
  readonly clockSeen?: { readonly at: number; readonly aheadMs: number };
  /** Path of the break-glass card that keyturn keeps up to date; missing without one. */
  readonly card?: string;
  /** The app's end of life, while it isn't finished; missing without one. */
  readonly decommission?: Decommission;
  readonly lastProof: LastProof | null;
  /** Since when the daemon requests no tokens, because the execution user was frozen right after one; missing otherwise. Epoch ms. */
  readonly verificationPausedAt?: number;
  /** The age of the credentials before the latest promotion, for a switch back to them; missing without one. */
  readonly ageBefore?: Pick<WatchedApp, 'consumerKey' | 'issuedAt' | 'ageSource' | 'adoptedAt'>;
  /** The credentials in the org, as a check saw them after the newest run had looked last; missing without such a check. */
  readonly seenPairs?: SeenPairs;
}

export interface LastProof {
  readonly at: number;
  readonly answer: 'accepted' | 'refused' | 'inconclusive';
  readonly detail: string;
  /** When this answer was first returned, without a different one since; missing after a single check. Epoch ms. */
  readonly since?: number;
}

/** The store for the app's credentials, also while the current ones aren't stored; undefined for the usual one. */
export function storeKindOf({ store, usedStore }: Pick<WatchedApp, 'store' | 'usedStore'>) {
  return store?.kind ?? usedStore;
}

/** What the state stores of an app. The policy in effect and the targets are computed at every read. */
export type StoredApp = Omit<WatchedApp, 'policy' | 'deliveries'>;

/**
 * When the secret reaches its maximum age, in epoch ms. If its issue date is unknown, the age counts from when keyturn
 * started watching.
 */
export function dueAtOf(app: Pick<WatchedApp, 'issuedAt' | 'adoptedAt' | 'policy'>): number {
  return (app.issuedAt ?? app.adoptedAt) + app.policy.maxAgeDays * day;
}

/** The new last verification. It keeps the time since which the answer has been the same. */
export function nextProof(last: LastProof | null, proof: LastProof): LastProof {
  return last?.answer === proof.answer ? { ...proof, since: last.since ?? last.at } : proof;
}

type ClockSeen = Pick<WatchedApp, 'lastCheck' | 'clockSeen'>;

/**
 * How far the org's clock is ahead of this computer's, as the latest check or a run after it saw it; 0 if they agreed. The clock
 * may have been set since, so only the last day counts.
 */
export function clockGapSeen(watched: ClockSeen, now: number): number {
  const seen = lastClocks(watched);
  if (seen === null || seen.at > now || now - seen.at >= day) return 0;
  return seen.aheadMs ?? 0;
}

/** Until when it counts how far the clocks differed, by this computer's clock. */
export function clockGapUntil(watched: ClockSeen): number {
  return (lastClocks(watched)?.at ?? 0) + day;
}

/** When this computer's clock shows that a time of the org's clock has come. */
export function hereAt(watched: ClockSeen, there: number): number {
  const { at, aheadMs = 0 } = lastClocks(watched) ?? { at: 0 };
  const here = there - aheadMs;
  return here < at + day ? here : Math.max(there, at + day);
}

function lastClocks({ lastCheck, clockSeen }: ClockSeen) {
  return clockSeen && clockSeen.at > (lastCheck?.at ?? 0) ? clockSeen : lastCheck;
}
