import type { LoginRow } from '../../model/session.ts';
import type { User } from '../../model/user.ts';
import type { Caller } from '../caller.ts';
import { derivedId, fullId } from '../derived-id.ts';
import { field, objectType } from './object-type.ts';
import { userOf } from './users.ts';

const keptMs = 183 * 86_400_000;

/** Logins of the last six months. A sandbox doesn't have those of the org that it was made from. Seeing those of others requires Manage Users or Monitor Login History. */
export const loginHistory = objectType<LoginRow>({
  name: 'LoginHistory',
  keyPrefix: '0Ya',
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('UserId', 'reference', ({ userId }) => userId, { refersTo: 'User' }),
    field('LoginTime', 'datetime', ({ at }) => at),
    field('LoginType', 'picklist', ({ loginType }) => loginType, {
      values: ['Application', 'Remote Access 2.0', 'Other Apex API'],
    }),
    field('LoginSubType', 'picklist', ({ loginSubType }) => loginSubType || null, {
      values: ['OauthClientCredentials'],
    }),
    field('SourceIp', 'string', ({ sourceIp }) => sourceIp),
    field('Status', 'string', ({ status }) => status),
    field('Application', 'string', ({ application }) => application, { filterable: false }),
    ...['Browser', 'Platform', 'ClientVersion', 'ApiType', 'LoginUrl'].map((name) =>
      field<LoginRow>(name, 'string', () => null, { filterable: false }),
    ),
  ],
  rows: (caller) => loginsOf(caller, null),
  indexes: {
    UserId: (id, caller) => loginsOf(caller, fullId(id)),
  },
});

/** Logins of one user, or all that the caller may see. A last browser login that only the user record holds is added. */
function* loginsOf(caller: Caller, userId: string | null): Generator<LoginRow> {
  const { org, user } = caller;
  const isOthers = (id: string) => id !== user.id && !seesAll(caller);
  const oldest = Math.max(org.now() - keptMs, org.data.refreshedAt ?? 0);
  const inBrowser = new Set<string>();
  for (const login of org.data.logins) {
    if (userId !== null && login.userId !== userId) continue;
    if (isOthers(login.userId) || login.at < oldest) continue;
    if (login.loginType === 'Application') inBrowser.add(login.userId);
    yield login;
  }
  const users = userId === null ? org.users.values() : [userOf(userId, caller)];
  for (const each of users) {
    if (!each?.lastUiLoginAt || each.lastUiLoginAt < oldest || isOthers(each.id)) continue;
    if (!inBrowser.has(each.id)) yield browserLogin(each, each.lastUiLoginAt);
  }
}

function seesAll({ permissions }: Caller): boolean {
  return permissions.has('ManageUsers') || permissions.has('MonitorLoginHistory');
}

function browserLogin({ id }: User, at: number): LoginRow {
  return {
    id: derivedId('0Ya', id),
    userId: id,
    at,
    application: 'Browser',
    loginType: 'Application',
    loginSubType: '',
    sourceIp: '192.0.2.10',
    status: 'Success',
  };
}
