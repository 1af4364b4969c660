import { withCheck } from '../../model/ids.ts';
import type { Session } from '../../model/session.ts';
import type { Caller } from '../caller.ts';
import { field, objectType } from './object-type.ts';
import { userOf } from './users.ts';

/** A refresh token: all sessions that came of it, never empty, the oldest first. */
type Token = readonly [Session, ...Session[]];

/** Where a query for refresh tokens ends, however many there are. */
const most = 2_500;

/** Refresh tokens: one's own, and everybody's with Manage Users. Client credentials get none, so they never stand here. */
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
    // What `DELETE …/apps/oauth/usage/tokens/{id}` takes.
    field('DeleteToken', 'string', ([{ id }]) => id, { filterable: false }),
  ],
  parents: [{ name: 'User', object: 'User', find: ([{ userId }], caller) => userOf(userId, caller) }],
  rows: (caller) => tokensOf(caller).slice(0, most),
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
