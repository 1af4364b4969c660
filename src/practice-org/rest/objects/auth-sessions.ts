import { isSameId, withCheck } from '../../model/ids.ts';
import type { Session, SessionKind } from '../../model/session.ts';
import type { Caller } from '../caller.ts';
import { field, objectType } from './object-type.ts';
import { userOf } from './users.ts';

const sessionTypes: Record<SessionKind, string> = {
  setup: 'UI',
  web: 'Oauth2',
  jwt: 'Oauth2',
  'client-credentials': 'Oauth2',
  soap: 'API',
};

/** Live sessions: the caller's own, or all with Manage Users. JWT tokens have no row. */
export const authSession = objectType<Session>({
  name: 'AuthSession',
  keyPrefix: '0Ak',
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('UsersId', 'reference', ({ userId }) => userId, { refersTo: 'User' }),
    field('LoginHistoryId', 'reference', ({ loginHistoryId }) => loginHistoryId || null, { refersTo: 'LoginHistory' }),
    field('LoginType', 'picklist', ({ kind }) => loginTypeOf(kind)),
    field('SessionType', 'picklist', ({ kind }) => sessionTypes[kind], { values: ['API', 'Oauth2', 'UI'] }),
    field('SessionSecurityLevel', 'picklist', () => 'STANDARD', { values: ['LOW', 'STANDARD', 'HIGH_ASSURANCE'] }),
    field('SourceIp', 'string', ({ sourceIp }) => sourceIp),
    field('ParentId', 'reference', () => null, { refersTo: 'AuthSession' }),
    field('IsCurrent', 'boolean', ({ id }, { session }) => id === session.id, { filterable: false }),
    field('NumSecondsValid', 'int', ({ timeoutMs }) => Math.min(Math.floor(timeoutMs / 1000), 86_400)),
    field('CreatedDate', 'datetime', ({ createdAt }) => createdAt),
    field('LastModifiedDate', 'datetime', ({ lastUsedAt }) => lastUsedAt),
  ],
  parents: [
    { name: 'Users', object: 'User', find: ({ userId }, caller) => userOf(userId, caller) },
    {
      name: 'LoginHistory',
      object: 'LoginHistory',
      find: ({ loginHistoryId }, { org }) => org.data.logins.find(({ id }) => id === loginHistoryId) ?? null,
    },
  ],
  rows: (caller) => caller.org.data.sessions.filter((session) => isSeen(session, caller)),
});

/** The session with this id, or null if the caller may not see it. */
export function findSession(id: string, caller: Caller): Session | null {
  return caller.org.data.sessions.find((session) => isSameId(session.id, id) && isSeen(session, caller)) ?? null;
}

function isSeen(session: Session, { org, user, permissions }: Caller): boolean {
  if (session.isJwt || !org.isLive(session)) return false;
  if (session.kind === 'client-credentials' && org.knob('ccSessionsListed') === false) return false;
  return session.userId === user.id || permissions.has('ManageUsers');
}

function loginTypeOf(kind: SessionKind): string {
  if (kind === 'setup') return 'Application';
  return kind === 'soap' ? 'Other Apex API' : 'Remote Access 2.0';
}

/** A refresh token: all sessions that came from it, at least one, oldest first. */
type Token = readonly [Session, ...Session[]];

/** Most refresh tokens that a query returns. */
const mostTokens = 2_500;

/** Refresh tokens: the caller's own, or all with Manage Users. Client credentials get no refresh token. */
export const oauthToken = objectType<Token>({
  name: 'OauthToken',
  label: 'OAuth Token',
  keyPrefix: '0CQ',
  fields: [
    field('Id', 'id', ([{ id }]) => withCheck(`0CQ${id.slice(3, 15)}`)),
    field('AppName', 'string', ([{ client }], { org }) => org.appNamed(client)?.label ?? client),
    field('UserId', 'reference', ([{ userId }]) => userId, { refersTo: 'User' }),
    field('UseCount', 'int', (sessions) => sessions.length),
    field('LastUsedDate', 'datetime', (sessions) => Math.max(...sessions.map(({ lastUsedAt }) => lastUsedAt))),
    field('CreatedDate', 'datetime', ([{ createdAt }]) => createdAt),
    // The id for `DELETE …/apps/oauth/usage/tokens/{id}`.
    field('DeleteToken', 'string', ([{ id }]) => id, { filterable: false }),
  ],
  parents: [{ name: 'User', object: 'User', find: ([{ userId }], caller) => userOf(userId, caller) }],
  rows: (caller) => tokensOf(caller).slice(0, mostTokens),
});

function tokensOf({ org, user, permissions }: Caller): Token[] {
  const seen = org.data.sessions.filter(
    ({ refreshToken, userId }) => refreshToken !== null && (userId === user.id || permissions.has('ManageUsers')),
  );
  return [...Map.groupBy(seen, ({ refreshToken }) => refreshToken).values()].filter((sessions) => isToken(sessions));
}

function isToken(sessions: readonly Session[]): sessions is Token {
  return sessions.length > 0;
}
