import { withCheck } from '../../model/ids.ts';
import { nameOf, type Signature, type User } from '../../model/user.ts';
import type { Caller } from '../caller.ts';
import { field, objectType } from './object-type.ts';
import { systemFields, systemParents, userWithId } from './system-fields.ts';
import { rolesOf } from './user-roles.ts';

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
    field('Title', 'string', ({ title }) => title || null, fromAdmin),
    field('Department', 'string', ({ department }) => department || null, fromAdmin),
    field('CompanyName', 'string', ({ companyName }) => companyName || null, fromAdmin),
    field('UserRoleId', 'reference', (row, caller) => roleOf(row, caller)?.id ?? null, {
      ...fromAdmin,
      refersTo: 'UserRole',
    }),
    field('ManagerId', 'reference', ({ managerId }) => managerId || null, { ...fromAdmin, refersTo: 'User' }),
    ...systemFields<User>(signatureOf),
  ],
  parents: [
    { name: 'Profile', object: 'Profile', find: (row, caller) => caller.profiles.get(row.profileId) ?? null },
    { name: 'UserRole', object: 'UserRole', find: roleOf },
    { name: 'Manager', object: 'User', find: ({ managerId }, caller) => userOf(managerId ?? '', caller) },
    ...systemParents<User>(signatureOf),
  ],
  rows: ({ org }) => org.users.values(),
  indexes: {
    Id: (id, caller) => only(userOf(id, caller)),
    Username: (username, { org }) => only(org.userNamed(username)),
  },
});

function aliasOf({ username }: User): string {
  return username.split('@', 1)[0]?.slice(0, 8) ?? '';
}

/** The admin made the users of a scenario. */
function signatureOf({ createdAt, modifiedAt, modifiedById }: User, { org }: Caller): Signature {
  const { adminUserId } = org.data;
  return {
    createdAt,
    createdById: adminUserId,
    modifiedAt: modifiedAt ?? createdAt,
    modifiedById: modifiedById ?? adminUserId,
  };
}

function roleOf({ role }: User, { org }: Caller) {
  return (role !== undefined && rolesOf(org).find(({ name }) => name === role)) || null;
}

/** The user with an id of 15 or 18 characters, or null. Doesn't scan all users. */
export const userOf = userWithId;

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
    ...systemFields<User>(signedFreeze),
  ],
  parents: systemParents<User>(signedFreeze),
  rows: (caller) => (seesAll(caller) ? caller.org.users.values() : [caller.user]),
  indexes: {
    Id: (id, caller) => seen(userOfLogin(id, caller), caller),
    UserId: (id, caller) => seen(userOf(id, caller), caller),
  },
});

function signedFreeze(user: User, { org }: Caller): Signature {
  const { createdAt, freezeChangedAt = createdAt, freezeChangedById = org.data.adminUserId } = user;
  return { createdAt, createdById: org.data.adminUserId, modifiedAt: freezeChangedAt, modifiedById: freezeChangedById };
}

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
