/** How a session began. `setup` is the admin's practice sign-in, which doesn't end when the clock moves. */
export type SessionKind = 'setup' | 'web' | 'jwt' | 'client-credentials' | 'soap';

export interface Session {
  /** AuthSession id, `0Ak…` */
  id: string;
  /** The access token. */
  token: string;
  refreshToken: string | null;
  userId: string;
  kind: SessionKind;
  /** Developer name of the app, or the name of another client such as `PlatformCLI`. */
  client: string;
  consumerId: string | null;
  scopes: string[];
  /** A JWT access token, which SOAP refuses. */
  isJwt: boolean;
  loginHistoryId: string;
  createdAt: number;
  lastUsedAt: number;
  timeoutMs: number;
  isEnded: boolean;
  sourceIp: string;
}

/** When a session ends: an opaque token times out after inactivity, a JWT at its own expiry time. */
export function endsAt({ isJwt, createdAt, lastUsedAt, timeoutMs }: Session): number {
  return (isJwt ? createdAt : lastUsedAt) + timeoutMs;
}

const restScopes = new Set(['api', 'full', 'web']);

/** Whether the session may use the REST API. A session without scopes may. */
export function isForRest({ scopes }: Session): boolean {
  return scopes.length === 0 || scopes.some((scope) => restScopes.has(scope.toLowerCase()));
}

export interface LoginRow {
  id: string;
  userId: string;
  at: number;
  application: string;
  /** `Application` for a browser, `Remote Access 2.0` for OAuth. */
  loginType: string;
  loginSubType: string;
  sourceIp: string;
  status: string;
}
