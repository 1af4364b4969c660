import { field, objectType } from './object-type.ts';

/** The practice org sells no permission set licences: both objects are there and have no rows. */
export const permissionSetLicense = objectType<never>({
  name: 'PermissionSetLicense',
  label: 'Permission Set License',
  keyPrefix: '0PL',
  fields: [
    field('Id', 'id', () => null),
    field('DeveloperName', 'string', () => null),
    field('MasterLabel', 'string', () => null),
    field('PermissionSetLicenseKey', 'string', () => null),
    field('Status', 'picklist', () => null, { values: ['Active', 'Disabled'] }),
    field('TotalLicenses', 'int', () => null),
    field('UsedLicenses', 'int', () => null),
  ],
  rows: () => [],
});

export const permissionSetLicenseAssign = objectType<never>({
  name: 'PermissionSetLicenseAssign',
  label: 'Permission Set License Assignment',
  keyPrefix: '2LA',
  fields: [
    field('Id', 'id', () => null),
    field('AssigneeId', 'reference', () => null, { refersTo: 'User' }),
    field('PermissionSetLicenseId', 'reference', () => null, { refersTo: 'PermissionSetLicense' }),
  ],
  parents: [
    { name: 'Assignee', object: 'User', find: () => null },
    { name: 'PermissionSetLicense', object: 'PermissionSetLicense', find: () => null },
  ],
  rows: () => [],
});
