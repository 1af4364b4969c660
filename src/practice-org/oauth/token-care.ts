import { empty, json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import { invalidSession } from '../http/refusal.ts';
import { isFieldTrue } from '../model/app.ts';
import { randomText } from '../model/ids.ts';
import type { OrgModel } from '../model/org.ts';
import { endsAt, type Session } from '../model/session.ts';
import { clientOf, isClientOf } from './clients.ts';
import { accessToken, clientPair, formOf } from './oauth-request.ts';
import { refusals, refuse } from './refusal.ts';
import { identityUrl } from './session-tokens.ts';

/**
 * POST and GET /services/oauth2/revoke. An access token ends its session, a refresh token all sessions that came from it.
 */
export function answerRevoke(org: OrgModel, request: PracticeRequest): PracticeResponse {
  const token = (request.method === 'GET' ? request.query : formOf(request)).get('token') ?? '';
  const byRefresh = token === '' ? [] : org.data.sessions.filter(({ refreshToken }) => refreshToken === token);
  const session = org.sessionOf(token);
  if (byRefresh.length > 0) endSessions(org, byRefresh);
  else if (session) {
    session.isEnded = true;
    org.changed();
  } else return refuse(refusals.wrongToken);
  return empty(200);
}

/** Ends sessions together with their refresh tokens. */
export function endSessions(org: OrgModel, sessions: readonly Session[]): void {
  for (const session of sessions) {
    session.isEnded = true;
    session.refreshToken = null;
  }
  org.changed();
}

/** POST /services/oauth2/introspect. An app sees only its own tokens, or all tokens if its settings allow it. */
export function answerIntrospect(org: OrgModel, request: PracticeRequest): PracticeResponse {
  const form = formOf(request);
  const { key, secret } = clientPair(request, form);
  const client = clientOf(org, key);
  if (!client) return refuse(refusals.unknownClient);
  if (client.app && client.secret !== secret) return refuse(refusals.wrongSecret);
  const session = sessionShown(org, form.get('token') ?? '');
  const user = session && org.userById(session.userId);
  const seesAll =
    client.app !== null && isFieldTrue(client.app, 'ExtlClntAppGlobalOauthSettings', 'isIntrospectAllTokens');
  if (!user || !(seesAll || isClientOf(client, session))) return json(200, { active: false });
  return json(200, {
    active: true,
    scope: session.scopes.join(' '),
    client_id: seesAll && !isClientOf(client, session) ? session.client : key,
    username: user.username,
    sub: identityUrl(org, user.id, request.origin),
    token_type: session.token === form.get('token') ? 'access_token' : 'refresh_token',
    exp: seconds(endsAt(session)),
    iat: seconds(session.createdAt),
    nbf: seconds(session.createdAt),
  });
}

/** GET and POST /services/oauth2/singleaccess: returns an address that signs a browser in once. */
export function answerSingleAccess(org: OrgModel, request: PracticeRequest): PracticeResponse {
  const session = org.sessionOf(accessToken(request));
  if (!session) return invalidSession().response;
  const target = request.query.get('redirect_uri') ?? formOf(request).get('redirect_uri') ?? '/';
  const address = new URL('/secur/frontdoor.jsp', request.origin);
  address.searchParams.set('otp', randomText(64));
  address.searchParams.set('startURL', target);
  return json(200, { frontdoor_uri: address.href });
}

/** Unlike use, introspection doesn't reset the inactivity clock. */
function sessionShown(org: OrgModel, token: string): Session | null {
  if (token === '') return null;
  const session = org.data.sessions.find((one) => one.token === token);
  if (session) return org.isLive(session) ? session : null;
  return org.data.sessions.findLast(({ refreshToken }) => refreshToken === token) ?? null;
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
