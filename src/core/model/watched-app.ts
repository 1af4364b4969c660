import { day } from '../plain/time.ts';
import type { Attention } from './attention.ts';
import type { Target } from './target.ts';

/** How old a pair may become and what the daemon may do about it. Durations in whole days. */
export interface RotationPolicy {
  readonly maxAgeDays: number;
  readonly graceDays: number;
  /** Days before the due date, descending. */
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

/** How the age of the primary pair is known: Salesforce itself gives no date for it. */
export type AgeSource = 'rotated' | 'told' | 'unknown';

export interface StoreReference {
  readonly kind: 'keychain' | 'file';
  /** Where a person finds the entry; never the secret. */
  readonly reference: string;
}

/** What protects an app, as the org shows it; null where it doesn't. */
export interface SeenPolicies {
  readonly permittedUsers: string | null;
  readonly ipRelaxation: string | null;
  readonly requiredSessionLevel: string | null;
  /** Whether consumer secrets can be read over REST. */
  readonly secretAccess: boolean | null;
}

/** What an app was like when a person last found it right; what has become worse since is drift. */
export interface Baseline extends SeenPolicies {
  readonly executionUser: string | null;
  /** Powers of the execution user that could do harm, e.g. `ModifyAllData`. */
  readonly powers: readonly string[];
}

export const driftKinds = [
  'app-gone',
  'sandbox-refreshed',
  'pair-changed-outside',
  'flow-off',
  'user-changed',
  'user-missing',
  'user-frozen',
  'user-inactive',
  'user-more-powerful',
  'policy-loosened',
  'secret-access-left-on',
] as const;

/** Something that was changed outside of keyturn. */
export interface Drift {
  readonly kind: (typeof driftKinds)[number];
  /** When it was first seen. Epoch ms. */
  readonly since: number;
  /** What it is and means, in words. */
  readonly sentence: string;
  readonly cure: string;
}

/** What the last look at the org found. */
export interface LastCheck {
  /** Epoch ms. */
  readonly at: number;
  readonly drift: readonly Drift[];
}

/** Why what was to be done by itself could not be done when it was last tried. */
export interface Trouble {
  /** A reason code of the catalogue. */
  readonly code: string;
  readonly message: string;
  /** When it was first met, without a success in between. Epoch ms. */
  readonly since: number;
  /** When it was met last. Epoch ms. */
  readonly triedAt: number;
  /** It passes by itself; else a person has to do something. */
  readonly isPassing: boolean;
}

/** An app under watch. No secret. Instants are epoch ms. */
export interface WatchedApp {
  readonly orgId: string;
  /** Alias or username under which the sign-in is opened. */
  readonly org: string;
  readonly orgName: string;
  readonly username: string;
  readonly instanceUrl: string;
  readonly isSandbox: boolean;
  readonly app: string;
  readonly label: string;
  readonly appId: string;
  readonly consumerId: string;
  readonly consumerKey: string;
  readonly executionUser: { readonly id: string; readonly username: string } | null;
  /** The policy in force: the chosen one with what the settings say of this app now laid over it. Never stored. */
  readonly policy: RotationPolicy;
  /** What a person chose with a command; all that the state stores of the policy. */
  readonly chosenPolicy: RotationPolicy;
  /** Empty when none was named. */
  readonly deliveries: readonly Target[];
  /** The admin said that nobody uses the pair yet, so that a rotation needs no delivery. */
  readonly hasNoConsumers: boolean;
  /** null when this computer was not allowed to read the pair. */
  readonly store: StoreReference | null;
  readonly issuedAt: number | null;
  readonly ageSource: AgeSource;
  readonly adoptedAt: number;
  /** null before the first look. */
  readonly baseline: Baseline | null;
  readonly lastCheck: LastCheck | null;
  readonly trouble: Trouble | null;
  readonly attention: Attention;
  /** What a drill found; left out before the first one. */
  readonly lastDrill?: { readonly at: number; readonly estimateMs: number };
  /** Where its break-glass card is kept current; left out where nobody asked for one. */
  readonly card?: string;
  readonly lastProof: LastProof | null;
}

export interface LastProof {
  readonly at: number;
  readonly answer: 'accepted' | 'refused' | 'inconclusive';
  readonly detail: string;
  /** When this answer was first got, without another in between; left out after one look alone. Epoch ms. */
  readonly since?: number;
}

/** What the state stores of an app. The policy in force is worked out anew at every read. */
export type StoredApp = Omit<WatchedApp, 'policy'>;

/** When the secret has its maximum age; where nobody knows when it was issued it counts from the day it was adopted. */
export function dueAtOf(app: Pick<WatchedApp, 'issuedAt' | 'adoptedAt' | 'policy'>): number {
  return (app.issuedAt ?? app.adoptedAt) + app.policy.maxAgeDays * day;
}

/** The last proof after one more: it remembers since when the answer has been the same. */
export function nextProof(last: LastProof | null, proof: LastProof): LastProof {
  return last?.answer === proof.answer ? { ...proof, since: last.since ?? last.at } : proof;
}
