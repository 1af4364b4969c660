import type { Signature, User } from '../../model/user.ts';
import type { Caller } from '../caller.ts';
import { fullId } from '../derived-id.ts';
import { type FieldOf, field, type ParentOf } from './object-type.ts';

type Signed<Row> = (row: Row, caller: Caller) => Signature;

/** The fields that every record has. */
export function systemFields<Row>(signed: Signed<Row>): FieldOf<Row>[] {
  return [
    field('CreatedDate', 'datetime', (row, caller) => signed(row, caller).createdAt),
    field('CreatedById', 'reference', (row, caller) => signed(row, caller).createdById, { refersTo: 'User' }),
    field('LastModifiedDate', 'datetime', (row, caller) => signed(row, caller).modifiedAt),
    field('LastModifiedById', 'reference', (row, caller) => signed(row, caller).modifiedById, { refersTo: 'User' }),
    field('SystemModstamp', 'datetime', (row, caller) => signed(row, caller).modifiedAt),
  ];
}

/** The users of the system fields. */
export function systemParents<Row>(signed: Signed<Row>): ParentOf<Row>[] {
  return [
    { name: 'CreatedBy', object: 'User', find: (row, caller) => userWithId(signed(row, caller).createdById, caller) },
    {
      name: 'LastModifiedBy',
      object: 'User',
      find: (row, caller) => userWithId(signed(row, caller).modifiedById, caller),
    },
  ];
}

/** The user with an id of 15 or 18 characters, or null. Doesn't scan all users. */
export function userWithId(id: string, { org }: Caller): User | null {
  return org.users.get(id) ?? org.users.get(fullId(id)) ?? null;
}
