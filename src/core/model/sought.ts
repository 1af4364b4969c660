import type { Secret } from './secret.ts';

/** Which of an app's credentials. `ended` for those that keyturn no longer uses, or whose app it no longer watches. */
export type SoughtSlot = 'primary' | 'staged' | 'previous' | 'ended';

/** Credentials that a scan looks for. */
export interface SoughtCredentials {
  readonly orgId: string;
  readonly org: string;
  readonly app: string;
  readonly consumerKey: string;
  readonly slot: SoughtSlot;
  /** null if the secret store has none, or isn't open. */
  readonly secret: Secret | null;
  /** The fingerprint in the audit trail; null without one. */
  readonly fingerprint: string | null;
}
