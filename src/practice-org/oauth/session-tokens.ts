import { createHmac, randomBytes } from 'node:crypto';
import { type App, fieldOf, isFieldTrue } from '../model/app.ts';
import { randomText } from '../model/ids.ts';
import type { OrgModel } from '../model/org.ts';
import type { Session, SessionKind } from '../model/session.ts';
import type { User } from '../model/user.ts';

const policy = 'ExtlClntAppOauthConfigurablePolicies';
/** Default session timeout for apps and clients without their own, in ms. */
const usualTimeout = 2 * 3_600_000;

export interface NewSession {
  readonly user: User;
  readonly kind: SessionKind;
  /** Null for a client that isn't an app of this org. */
  readonly app: App | null;
  /** Developer name of the app, or the name of another client. */
  readonly client: string;
  readonly consumerId: string | null;
  readonly scopes: readonly string[];
  readonly refreshToken: string | null;
  readonly loginSubType: string;
  readonly sourceIp: string;
}

/** Signs a user in through OAuth: opens a session and adds a row to the login history. */
export function openSession(org: OrgModel, fields: NewSession): Session {
  const { user, app, kind } = fields;
  const login = org.addLogin({
    userId: user.id,
    application: app?.label ?? fields.client,
    loginType: 'Remote Access 2.0',
    loginSubType: fields.loginSubType,
    sourceIp: fields.sourceIp,
    status: 'Success',
  });
  org.noteSignIn(user, { isUi: false });
  const timeoutMs = timeoutOf(app);
  const isJwt = isJwtClient(app) || (kind === 'client-credentials' && org.knob('jwtTokens') === true);
  const shared = kind === 'client-credentials' && org.knob('sessionReuse') ? liveTwin(org, fields) : null;
  if (shared) {
    shared.loginHistoryId = login.id;
    shared.lastUsedAt = org.now();
    return shared;
  }
  return org.addSession({
    ...(isJwt ? { token: jwtFor(org, fields, timeoutMs) } : {}),
    refreshToken: fields.refreshToken,
    userId: user.id,
    kind,
    client: fields.client,
    consumerId: fields.consumerId,
    scopes: [...fields.scopes],
    isJwt,
    loginHistoryId: login.id,
    timeoutMs,
    sourceIp: fields.sourceIp,
  });
}

/** The token endpoint's answer. Salesforce signs id and time with the consumer secret (`signingSecret`). */
export function tokenBody(org: OrgModel, session: Session, at: { origin: string; signingSecret: string }) {
  const id = identityUrl(org, session.userId, at.origin);
  const issuedAt = String(org.now());
  return {
    access_token: session.token,
    ...(session.refreshToken ? { refresh_token: session.refreshToken } : {}),
    signature: createHmac('sha256', at.signingSecret).update(`${id}${issuedAt}`).digest('base64'),
    scope: session.scopes.join(' '),
    token_format: session.isJwt ? 'jwt' : 'opaque',
    instance_url: at.origin,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
  };
}

export function newRefreshToken(): string {
  return `5Aep${randomText(84)}`;
}

export function identityUrl(org: OrgModel, userId: string, origin: string): string {
  return `${origin}/id/${org.orgId}/${userId}`;
}

function isJwtClient(app: App | null): boolean {
  return app !== null && isFieldTrue(app, 'ExtlClntAppGlobalOauthSettings', 'isNamedUserJwtEnabled');
}

function timeoutOf(app: App | null): number {
  const minutes = Number(app && fieldOf(app, policy, 'sessionTimeoutInMinutes'));
  return minutes > 0 ? minutes * 60_000 : usualTimeout;
}

function liveTwin(org: OrgModel, { user, consumerId }: NewSession): Session | null {
  const twins = org.data.sessions.filter(
    (one) => one.kind === 'client-credentials' && one.userId === user.id && one.consumerId === consumerId,
  );
  return twins.find((one) => org.isLive(one)) ?? null;
}

/** Has the form and claims of the org's JWT. The signature is random, because this org can't check one. */
function jwtFor(org: OrgModel, { user, client, scopes }: NewSession, timeoutMs: number): string {
  const at = Math.floor(org.now() / 1000);
  const header = {
    tnk: `core/prod/${org.orgId}`,
    ver: '1.0',
    kid: 'CORE_AT',
    tty: 'sfdc-core-token',
    typ: 'JWT',
    alg: 'RS256',
  };
  const claims = {
    scp: scopes.join(' '),
    sub: `uid:${user.id}`,
    client_id: client,
    iss: org.data.domain,
    nbf: at - 15,
    iat: at,
    exp: at + Math.floor(timeoutMs / 1000),
    jti: randomText(20),
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${randomBytes(256).toString('base64url')}`;
}
