import { withCheck } from '../../model/ids.ts';
import type { User } from '../../model/user.ts';
import type { Caller } from '../caller.ts';
import { field, objectType } from './object-type.ts';
import { only, userOf } from './users.ts';

/** A row for each user: frozen or locked. Rows of others need Manage Users. */
export const userLogin = objectType<User>({
  name: 'UserLogin',
  keyPrefix: '0Yw',
  changes: { create: false, update: true, delete: false },
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

/** The user whose UserLogin has this id, or null. */
export function userOfLogin(id: string, caller: Caller): User | null {
  return id.startsWith('0Yw') ? userOf(`005${id.slice(3, 15)}`, caller) : null;
}

function seesAll({ permissions }: Caller): boolean {
  return permissions.has('ManageUsers');
}

function seen(found: User | null, caller: Caller): User[] {
  return only(found).filter(({ id }) => seesAll(caller) || id === caller.user.id);
}
