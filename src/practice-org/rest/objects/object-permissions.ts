import type { ObjectPermission } from '../../model/user.ts';
import { field, objectType } from './object-type.ts';

const whenMade = { createable: true };
export const objectRights = ['Read', 'Create', 'Edit', 'Delete'] as const;

/** Permissions of a permission set on one object. */
export const objectPermissions = objectType<ObjectPermission>({
  name: 'ObjectPermissions',
  keyPrefix: '110',
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('ParentId', 'reference', ({ parentId }) => parentId, { ...whenMade, refersTo: 'PermissionSet' }),
    field('SobjectType', 'picklist', ({ object }) => object, whenMade),
    ...objectRights.map((right) =>
      field<ObjectPermission>(`Permissions${right}`, 'boolean', ({ allows }) => allows.includes(right), whenMade),
    ),
    field('PermissionsViewAllRecords', 'boolean', () => false),
    field('PermissionsModifyAllRecords', 'boolean', () => false),
  ],
  parents: [
    { name: 'Parent', object: 'PermissionSet', find: (row, caller) => caller.permissionSets.get(row.parentId) ?? null },
  ],
  rows: ({ org }) => org.data.objectPermissions ?? [],
});

/** Objects for which the practice org knows permissions. Only accounts and contacts have records. */
export const permittedObjects =
  'Account Asset Campaign Case Contact Contract Invoice__c Lead Opportunity Order Product2'.split(' ');
