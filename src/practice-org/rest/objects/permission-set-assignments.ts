import { isSameId } from '../../model/ids.ts';
import type { Assignment, User } from '../../model/user.ts';
import type { Caller } from '../caller.ts';
import { derivedId, originalId } from '../derived-id.ts';
import { ownedSetId } from '../permission-set-rows.ts';
import { field, objectType } from './object-type.ts';
import { userOf } from './users.ts';

/** A permission set assigned to a user. A row without a stored assignment is for the set of the user's profile. */
export interface AssignmentRow {
  readonly user: User;
  readonly setId: string;
  readonly stored: Assignment | null;
}

export const permissionSetAssignment = objectType<AssignmentRow>({
  name: 'PermissionSetAssignment',
  keyPrefix: '0Pa',
  fields: [
    field('Id', 'id', ({ stored, user }) => stored?.id ?? derivedId('0Pa', user.id)),
    field('AssigneeId', 'reference', ({ user }) => user.id, { createable: true, refersTo: 'User' }),
    field('PermissionSetId', 'reference', ({ setId }) => setId, { createable: true, refersTo: 'PermissionSet' }),
    field('PermissionSetGroupId', 'reference', () => null, { refersTo: 'PermissionSetGroup' }),
    field('IsActive', 'boolean', () => true),
    field('ExpirationDate', 'datetime', () => null),
  ],
  parents: [
    { name: 'Assignee', object: 'User', find: ({ user }) => user },
    {
      name: 'PermissionSet',
      object: 'PermissionSet',
      find: (row, caller) => caller.permissionSets.get(row.setId) ?? null,
    },
  ],
  rows: allRows,
  indexes: {
    AssigneeId: (id, caller) => {
      const user = userOf(id, caller);
      return user ? rowsOfUser(user, caller) : [];
    },
    Id: (id, caller) => [
      ...storedRows(caller, (assignment) => isSameId(assignment.id, id)),
      ...rowOfProfile(userOf(originalId('005', id), caller)),
    ],
  },
});

function* allRows(caller: Caller): Generator<AssignmentRow> {
  for (const user of caller.org.users.values()) yield* rowOfProfile(user);
  yield* storedRows(caller, () => true);
}

function* rowsOfUser(user: User, caller: Caller): Generator<AssignmentRow> {
  yield* rowOfProfile(user);
  yield* storedRows(caller, ({ userId }) => userId === user.id);
}

function rowOfProfile(user: User | null): AssignmentRow[] {
  return user ? [{ user, setId: ownedSetId(user.profileId), stored: null }] : [];
}

function* storedRows({ org }: Caller, isWanted: (assignment: Assignment) => boolean): Generator<AssignmentRow> {
  for (const stored of org.data.assignments) {
    const user = isWanted(stored) ? org.users.get(stored.userId) : undefined;
    if (user) yield { user, setId: stored.permissionSetId, stored };
  }
}
