import type { BusinessObject, BusinessRecord } from '../../model/business-record.ts';
import type { Caller } from '../caller.ts';
import { fullId } from '../derived-id.ts';
import type { objectRights } from './object-permissions.ts';
import { type FieldOf, type FieldType, field, type ObjectType, objectType } from './object-type.ts';
import { systemFields, systemParents, userWithId } from './system-fields.ts';

type Right = (typeof objectRights)[number];
type Row = BusinessRecord;

const fromUser = { createable: true, updateable: true };

function stored(name: string, type: FieldType = 'string', refersTo: string | null = null): FieldOf<Row> {
  return field(name, type, ({ values }) => values[name] ?? null, { ...fromUser, refersTo });
}

const owner = field<Row>('OwnerId', 'reference', ({ ownerId }) => ownerId, { ...fromUser, refersTo: 'User' });

export const account = businessObject('Account', '001', [
  stored('Name'),
  stored('Type', 'picklist'),
  stored('ParentId', 'reference', 'Account'),
  stored('Industry', 'picklist'),
  stored('Phone'),
  stored('Website'),
  stored('Description'),
  ...['Street', 'City', 'State', 'PostalCode', 'Country'].map((part) => stored(`Billing${part}`)),
]);

export const contact = businessObject('Contact', '003', [
  stored('AccountId', 'reference', 'Account'),
  stored('FirstName'),
  stored('LastName'),
  field('Name', 'string', ({ values }) => [values.FirstName, values.LastName].filter(Boolean).join(' '), {
    label: 'Full Name',
  }),
  stored('Email', 'email'),
  stored('Phone'),
  stored('MobilePhone'),
  stored('Title'),
  stored('Department'),
  stored('Description'),
  ...['Street', 'City', 'State', 'PostalCode', 'Country'].map((part) => stored(`Mailing${part}`)),
]);

/** Fields that a new record needs. */
export const requiredOf: Readonly<Record<BusinessObject, string>> = { Account: 'Name', Contact: 'LastName' };

/** An object that the caller's org has only for those who may read it. Whoever may read it sees all its records. */
function businessObject(name: BusinessObject, keyPrefix: string, fields: readonly FieldOf<Row>[]): ObjectType {
  const references = fields.flatMap(({ name: id, refersTo }) => (refersTo === null ? [] : { id, refersTo }));
  return objectType<Row>({
    name,
    keyPrefix,
    isThere: (caller) => mayOnObject(caller, name, 'Read'),
    fields: [
      field('Id', 'id', ({ id }) => id),
      field('IsDeleted', 'boolean', () => false),
      ...fields,
      owner,
      ...systemFields<Row>((row) => row),
    ],
    parents: [
      ...references.map(({ id, refersTo }) => ({
        name: id.replace(/Id$/, ''),
        object: refersTo,
        find: ({ values }: Row, caller: Caller) => findRecord(values[id] ?? '', caller),
      })),
      { name: 'Owner', object: 'User', find: ({ ownerId }, caller) => userWithId(ownerId, caller) },
      ...systemParents<Row>((row) => row),
    ],
    rows: ({ org }) => (org.data.records ?? []).filter((row) => row.object === name),
  });
}

/** The record with an id of 15 or 18 characters, or null. */
export function findRecord(id: string, { org }: Caller): BusinessRecord | null {
  return org.data.records?.find((row) => row.id === fullId(id)) ?? null;
}

/**
 * Whether the caller's profile and permission sets allow this. Profiles of people allow everything on these objects, those of
 * integrations nothing.
 */
export function mayOnObject({ org, user, permissions }: Caller, object: BusinessObject, right: Right): boolean {
  if (permissions.has('ModifyAllData') || (right === 'Read' && permissions.has('ViewAllData'))) return true;
  if (!org.profileOf(user).permissions.includes('ApiUserOnly')) return true;
  const ids = new Set(org.permissionSetsOf(user).map(({ id }) => id));
  return (org.data.objectPermissions ?? []).some(
    (row) => row.object === object && ids.has(row.parentId) && row.allows.includes(right),
  );
}
