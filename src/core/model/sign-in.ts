export type OrgKind = 'production' | 'sandbox' | 'scratch' | 'trial' | 'developer' | 'practice' | 'unknown';

/** A sign-in that this computer holds, without its tokens. */
export interface SignIn {
  readonly username: string;
  readonly aliases: readonly string[];
  readonly orgId: string;
  readonly instanceUrl: string;
  readonly kind: OrgKind;
  readonly isDefault: boolean;
  /** Set when the authorization can't be used; says why and what to do. */
  readonly broken: { readonly problem: string; readonly cure: string } | null;
  /** Set when it works now and is known to stop; null for one that is renewed by itself. */
  readonly ending: SignInEnding | null;
}

/** Why a sign-in stops working, as far as its file tells. */
export interface SignInEnding {
  /** Epoch ms at which the org itself ends; null where the session is the last one, and nobody knows how long it lasts. */
  readonly at: number | null;
  readonly problem: string;
  readonly cure: string;
}
