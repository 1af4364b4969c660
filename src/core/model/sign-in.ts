export type OrgKind = 'production' | 'sandbox' | 'scratch' | 'trial' | 'developer' | 'practice' | 'unknown';

/** null for the practice org, which only plays one kind or the other. */
export function isProductionOrg(kind: OrgKind): boolean | null {
  return kind === 'practice' ? null : kind === 'production';
}

/** A sign-in on this computer, without its tokens. */
export interface SignIn {
  readonly username: string;
  readonly aliases: readonly string[];
  readonly orgId: string;
  readonly instanceUrl: string;
  readonly kind: OrgKind;
  readonly isDefault: boolean;
  /** Set if the sign-in can't be used: why, and what to do. */
  readonly broken: { readonly problem: string; readonly cure: string } | null;
  /** Set if it works now but will stop; null if it renews automatically. */
  readonly ending: SignInEnding | null;
}

/** Why a sign-in will stop working. */
export interface SignInEnding {
  /** When the org itself expires, in epoch ms. Null if the session can't be renewed and its end is unknown. */
  readonly at: number | null;
  readonly problem: string;
  readonly cure: string;
}
