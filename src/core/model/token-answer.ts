interface TokenFacts {
  /** The last two path segments of the `id` URL: the org and the user the token acts as. */
  readonly orgId: string;
  readonly userId: string;
  /** From userinfo, which may not answer a token with scope `api` only. */
  readonly username: string | null;
  readonly scopes: readonly string[];
}

/** What the token endpoint said, before it is judged. Texts are the org's: untrusted, bounded by the adapter. */
export type TokenAnswer =
  | ({ readonly kind: 'issued' } & TokenFacts)
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly error: string;
      readonly description: string;
      /** How long the endpoint asked to be left alone. */
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'silence'; readonly problem: string; readonly retryAfterMs?: number }
  /** From a program on another host, which says no more than this: whose token it was is not known. */
  | {
      readonly kind: 'told';
      readonly verdict: 'accepted' | 'refused';
      readonly program: string;
      readonly detail: string;
    };

/**
 * The three answers of a proof.
 * - accepted: a token was issued (whose user it is, is compared by the caller)
 * - refused: this very pair, or the app's set-up, is turned down for good
 * - inconclusive: everything else; it never rolls back, rotates or deletes anything
 */
export type Proof =
  | ({ readonly answer: 'accepted' } & TokenFacts)
  | ({ readonly answer: 'refused' | 'inconclusive' } & ProofTrouble);

export interface ProofTrouble {
  /** The upstream code and text, e.g. `invalid_grant: no client credentials user enabled`. */
  readonly upstream: string;
  /** In plain words. */
  readonly cause: string;
  /** One imperative. */
  readonly cure: string;
  /** True where a change takes a while to reach every server of Salesforce, so that asking again is worth it. */
  readonly mayPropagate: boolean;
}
