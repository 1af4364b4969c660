import type { CleanText } from '../plain/outside-text.ts';
/** A live session as the org lists it (AuthSession). It names neither an app nor credentials. */
export interface LiveSession {
  readonly id: string;
  readonly loginHistoryId: string | null;
  readonly sessionType: CleanText;
  readonly sourceIp: CleanText;
  /** Last use in epoch ms; null if the org doesn't report it. */
  readonly lastUsedAt: number | null;
}

/** Live sessions of users. Seeing and ending those of others needs *Manage Users*. */
export interface Sessions {
  /** Live sessions of a user, at most 2,000, without keyturn's own. @throws PermissionMissing */
  list(userId: string): Promise<readonly LiveSession[]>;
  /** Address of the signed-in person as the org sees it; null if the org doesn't report it. */
  ownAddress(userId: string): Promise<string | null>;
  /** Ends a session. A session that has already ended is no error. @throws PermissionMissing, OrgRefused */
  end(sessionId: string): Promise<void>;
}

/** A row of the login history, of any flow (LoginHistory). Texts are untrusted. */
export interface LoginEntry {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly sourceIp: CleanText;
  /** Label of the app. */
  readonly application: CleanText;
  readonly loginType: CleanText;
  /** `OauthClientCredentials` for the client credentials flow. */
  readonly loginSubType: CleanText;
  /** `Success`, or the reason for the failure. */
  readonly status: CleanText;
}

/** A row of the setup audit trail (SetupAuditTrail). It can be incomplete, and no logic may depend on `action`. */
export interface SetupChange {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly action: CleanText;
  readonly section: CleanText;
  readonly display: CleanText;
}

/** Whether a user is frozen (UserLogin.IsFrozen). Freezing stops new tokens for every app that runs as the user. */
export interface FreezeState {
  /** Id of the UserLogin row. */
  readonly loginId: string;
  readonly isFrozen: boolean;
}

/** An app's policies as a complete Metadata API record. It is always sent back complete. */
export interface AppPolicyRecord {
  readonly fullName: string;
  /** Every element of the record as read. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly isEnabled: boolean;
  readonly isOauthPluginEnabled: boolean;
}

/** A token that is held for a short time to test whether it still works. The token never leaves the adapter. */
export interface LiveToken {
  /** A JWT works until it expires, even after its session has ended. */
  readonly format: 'opaque' | 'jwt';
  /** Lifetime of a JWT in ms; null if it doesn't contain one. */
  readonly lifetimeMs: number | null;
  /** Makes one harmless call with the token. @returns true, false (refused), or null if unknown. Never throws. */
  works(signal?: AbortSignal): Promise<boolean | null>;
}
