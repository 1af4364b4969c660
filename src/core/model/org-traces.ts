/** A live session as the org lists it (AuthSession, contract §5.6). It names neither an app nor a pair. */
export interface LiveSession {
  readonly id: string;
  readonly loginHistoryId: string | null;
  readonly sessionType: string;
  readonly sourceIp: string;
  /** Epoch ms of the last use; null where the org doesn't tell. */
  readonly lastUsedAt: number | null;
}

/** Live sessions of users; seeing and ending those of others needs *Manage Users*. */
export interface Sessions {
  /** Live sessions of a user, at most 2,000; our own among them is left out. @throws PermissionMissing */
  list(userId: string): Promise<readonly LiveSession[]>;
  /** Where the person who is signed in comes from, as the org sees it; null where it doesn't tell. */
  ownAddress(userId: string): Promise<string | null>;
  /** Ends one; one that is gone already is no error. @throws PermissionMissing, OrgRefused */
  end(sessionId: string): Promise<void>;
}

/** A line of the login history, whatever the flow (LoginHistory). Texts are the org's: untrusted. */
export interface LoginEntry {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly sourceIp: string;
  /** Label of the app. */
  readonly application: string;
  readonly loginType: string;
  /** `OauthClientCredentials` for the flow that this is about. */
  readonly loginSubType: string;
  /** `Success`, or why it failed. */
  readonly status: string;
}

/** A line of the setup audit trail (SetupAuditTrail, contract §5.5): partial, and no logic may hang on `action`. */
export interface SetupChange {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly action: string;
  readonly section: string;
  readonly display: string;
}

/** Whether a user is frozen (UserLogin.IsFrozen); freezing stops new tokens for every app that runs as them. */
export interface FreezeState {
  /** Id of the UserLogin row. */
  readonly loginId: string;
  readonly isFrozen: boolean;
}

/** An app's policies as one whole record of the Metadata API, which is always sent back whole. */
export interface AppPolicyRecord {
  readonly fullName: string;
  /** Every element of the record as it was read. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly isEnabled: boolean;
  readonly isOauthPluginEnabled: boolean;
}

/** A token that is held for a moment to see whether it still works. The token itself never leaves the adapter. */
export interface LiveToken {
  /** A JWT lives until it expires, whatever becomes of its session. */
  readonly format: 'opaque' | 'jwt';
  /** From its beginning to its end, as one in JWT form tells; null where it doesn't. In ms. */
  readonly lifetimeMs: number | null;
  /** Makes one harmless call with it: true, false (refused), or null where nobody can say. Never throws. */
  works(signal?: AbortSignal): Promise<boolean | null>;
}
