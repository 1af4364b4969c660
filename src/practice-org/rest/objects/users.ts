import { withCheck } from '../../model/ids.ts';
import { nameOf, type User } from '../../model/user.ts';
import type { Caller } from '../caller.ts';
import { fullId } from '../derived-id.ts';
import { field, objectType } from './object-type.ts';

const fromAdmin = { createable: true, updateable: true };

export const user = objectType<User>({
  name: 'User',
  keyPrefix: '005',
  api: 'both',
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('Username', 'string', ({ username }) => username, fromAdmin),
    field('FirstName', 'string', ({ firstName }) => firstName || null, fromAdmin),
    field('LastName', 'string', ({ lastName }) => lastName, fromAdmin),
    field('Name', 'string', nameOf, { label: 'Full Name' }),
    field('Email', 'email', ({ email }) => email, fromAdmin),
    field('Alias', 'string', aliasOf, { createable: true }),
    field('IsActive', 'boolean', ({ isActive }) => isActive, { ...fromAdmin, label: 'Active' }),
    field('UserType', 'picklist', ({ userType }) => userType, {
      values: ['Standard', 'CspLitePortal', 'AutomatedProcess', 'Guest'],
    }),
    field('ProfileId', 'reference', ({ profileId }) => profileId, { ...fromAdmin, refersTo: 'Profile' }),
    field('TimeZoneSidKey', 'picklist', () => 'GMT', { createable: true, values: ['GMT'] }),
    field('LocaleSidKey', 'picklist', () => 'en_US', { createable: true, values: ['en_US'] }),
    field('EmailEncodingKey', 'picklist', () => 'UTF-8', { createable: true, values: ['UTF-8'] }),
    field('LanguageLocaleKey', 'picklist', () => 'en_US', { createable: true, values: ['en_US'] }),
    field('LastLoginDate', 'datetime', ({ lastLoginAt }) => lastLoginAt, { label: 'Last Login' }),
    field('CreatedDate', 'datetime', ({ createdAt }) => createdAt),
  ],
  parents: [{ name: 'Profile', object: 'Profile', find: (row, caller) => caller.profiles.get(row.profileId) ?? null }],
  rows: ({ org }) => org.users.values(),
  indexes: {
    Id: (id, caller) => only(userOf(id, caller)),
    Username: (username, { org }) => only(org.userNamed(username)),
  },
});

function aliasOf({ username }: User): string {
  return username.split('@', 1)[0]?.slice(0, 8) ?? '';
}

/** The user with an id of 15 or 18 characters, or null. Doesn't scan all users. */
export function userOf(id: string, { org }: Caller): User | null {
  return org.users.get(id) ?? org.users.get(fullId(id)) ?? null;
}

/** An index result: one row or none. */
function only<Row>(row: Row | null): Row[] {
  return row === null ? [] : [row];
}

/** A row per user: whether frozen or locked. Seeing others requires Manage Users. */
export const userLogin = objectType<User>({
  name: 'UserLogin',
  keyPrefix: '0Yw',
  fields: [
    field('Id', 'id', ({ id }) => userLoginId(id)),
    field('UserId', 'reference', ({ id }) => id, { refersTo: 'User' }),
    field('IsFrozen', 'boolean', ({ isFrozen }) => isFrozen, { updateable: true, label: 'Frozen' }),
    field('IsPasswordLocked', 'boolean', ({ isPasswordLocked }) => isPasswordLocked, { updateable: true }),
  ],
  rows: (caller) => (seesAll(caller) ? caller.org.users.values() : [caller.user]),
  indexes: {
    Id: (id, caller) => seen(userOfLogin(id, caller), caller),
    UserId: (id, caller) => seen(userOf(id, caller), caller),
  },
});

export function userLoginId(userId: string): string {
  return withCheck(`0Yw${userId.slice(3, 15)}`);
}

/** The user with this UserLogin id, or null. */
export function userOfLogin(id: string, caller: Caller): User | null {
  return id.startsWith('0Yw') ? userOf(`005${id.slice(3, 15)}`, caller) : null;
}

function seesAll({ permissions }: Caller): boolean {
  return permissions.has('ManageUsers');
}

function seen(found: User | null, caller: Caller): User[] {
  return only(found).filter(({ id }) => seesAll(caller) || id === caller.user.id);
}
