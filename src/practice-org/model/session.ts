/** How a session came about; `setup` is the admin's own practice sign-in, which doesn't end when the clock is moved. */
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
  /** A JWT access token: SOAP refuses it. */
  isJwt: boolean;
  loginHistoryId: string;
  createdAt: number;
  lastUsedAt: number;
  timeoutMs: number;
  isEnded: boolean;
  sourceIp: string;
}

/** When a session ends by itself: an opaque token by lying unused, one in JWT form at the instant that stands in it. */
export function endsAt({ isJwt, createdAt, lastUsedAt, timeoutMs }: Session): number {
  return (isJwt ? createdAt : lastUsedAt) + timeoutMs;
}

const restScopes = new Set(['api', 'full', 'web']);

/** Whether the session may use the REST API: by its scopes, or because it came without any. */
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
