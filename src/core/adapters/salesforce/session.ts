/** One sign-in to one org, as the calls to that org need it. */
export interface OrgSession {
  readonly username: string;
  /** The alias or username it was opened with. */
  readonly name: string;
  readonly orgId: string;
  /** My Domain address without a trailing slash. */
  readonly instanceUrl: string;
  readonly isPractice: boolean;
  /** Consumer key of the app it came about through; null where it is Salesforce's own or not known. */
  readonly clientId: string | null;
  accessToken(): Promise<string>;
  /**
   * Renews the access token and returns it. Callers decide how often they ask; it never repeats by itself.
   * @throws SessionExpired when the sign-in can't be renewed
   */
  refresh(): Promise<string>;
}

/** Three parts with a JSON header: Salesforce's JWT access tokens, which older SOAP endpoints refuse. */
export function isJwt(accessToken: string): boolean {
  const [header, , signature] = accessToken.split('.');
  return header !== undefined && signature !== undefined && header.startsWith('ey');
}
