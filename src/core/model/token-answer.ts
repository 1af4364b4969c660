import type { CleanText } from '../plain/outside-text.ts';

interface TokenFacts {
  /** The last two path segments of the `id` URL: the org, and the user that the token acts as. */
  readonly orgId: string;
  readonly userId: string;
  /** From userinfo, which may refuse a token with only the scope `api`. */
  readonly username: CleanText | null;
  readonly scopes: readonly string[];
}

/** The token endpoint's answer before it is judged. Texts are untrusted; the adapter limits their length. */
export type TokenAnswer =
  | ({ readonly kind: 'issued' } & TokenFacts)
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly error: CleanText;
      readonly description: CleanText;
      /** How long the endpoint asks to wait. */
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'silence'; readonly problem: CleanText; readonly retryAfterMs?: number }
  /** From a program on another host. It doesn't report whose token it was. */
  | {
      readonly kind: 'told';
      readonly verdict: 'accepted' | 'refused';
      readonly program: string;
      readonly detail: CleanText;
    };

/**
 * The three results of a verification.
 * - accepted: a token was issued (the caller compares its user)
 * - refused: Salesforce permanently refuses these credentials or the app's setup
 * - inconclusive: anything else; it never causes a rollback, promotion or deletion
 */
export type Proof =
  | ({ readonly answer: 'accepted' } & TokenFacts)
  | ({ readonly answer: 'refused' | 'inconclusive' } & ProofTrouble);

export interface ProofTrouble {
  /** The original code and text, for example `invalid_grant: no client credentials user enabled`. */
  readonly upstream: CleanText;
  /** The cause in plain words. */
  readonly cause: string;
  /** One imperative. */
  readonly cure: string;
  /** True if a recent change may not have reached every Salesforce server yet, so retrying is worth it. */
  readonly mayPropagate: boolean;
}
