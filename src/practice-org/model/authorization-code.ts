/** The result of a sign-in, which the client exchanges once for a token. */
export interface AuthorizationCode {
  readonly code: string;
  readonly userId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** SHA-256 of the verifier, base64url; null without PKCE. */
  readonly challenge: string | null;
  /** Epoch ms. */
  readonly expiresAt: number;
}
