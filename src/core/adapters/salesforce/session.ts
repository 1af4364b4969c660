/** One sign-in to one org, as calls to the org need it. */
export interface OrgSession {
  readonly username: string;
  /** The alias or username it was opened with. */
  readonly name: string;
  readonly orgId: string;
  /** My Domain address without a trailing slash. */
  readonly instanceUrl: string;
  readonly isPractice: boolean;
  /** Consumer key of the app used to sign in; null if it is Salesforce's own app or unknown. */
  readonly clientId: string | null;
  accessToken(): Promise<string>;
  /**
   * Renews the access token and returns it. Never retries.
   * @throws SessionExpired if the sign-in can't be renewed
   */
  refresh(): Promise<string>;
}

/** Whether a token is a JWT (three parts, JSON header). Older SOAP endpoints refuse these. */
export function isJwt(accessToken: string): boolean {
  const [header, , signature] = accessToken.split('.');
  return header !== undefined && signature !== undefined && header.startsWith('ey');
}
