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

/** An app under watch, as the state keeps it. No secret. Instants are epoch ms. */
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
  readonly policy: RotationPolicy;
  /** `file:…`, `exec:…`, `manual:…`; empty when none was named. */
  readonly deliveries: readonly string[];
  /** The admin said that nobody uses the pair yet, so that a rotation needs no delivery. */
  readonly hasNoConsumers: boolean;
  /** null when this computer was not allowed to read the pair. */
  readonly store: StoreReference | null;
  readonly issuedAt: number | null;
  readonly ageSource: AgeSource;
  readonly adoptedAt: number;
  readonly lastProof: {
    readonly at: number;
    readonly answer: 'accepted' | 'refused' | 'inconclusive';
    readonly detail: string;
  } | null;
}
