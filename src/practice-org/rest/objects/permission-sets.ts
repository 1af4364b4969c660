import type { Caller } from '../caller.ts';
import type { SetRow } from '../permission-set-rows.ts';
import { field, objectType } from './object-type.ts';
import { permissionFields } from './permissions.ts';
import { licenseOf } from './profiles.ts';
import { systemFields, systemParents } from './system-fields.ts';

const whenMade = { createable: true, updateable: true };

export const permissionSet = objectType<SetRow>({
  name: 'PermissionSet',
  keyPrefix: '0PS',
  api: 'both',
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('Name', 'string', ({ name }) => name, whenMade),
    field('Label', 'string', ({ label }) => label, whenMade),
    field('Description', 'string', ({ description }) => description, whenMade),
    field('LicenseId', 'reference', ({ licenseId }) => licenseId, { createable: true, refersTo: 'UserLicense' }),
    field('ProfileId', 'reference', ({ profileId }) => profileId, { refersTo: 'Profile' }),
    field('IsOwnedByProfile', 'boolean', ({ profileId }) => profileId !== null),
    field('IsCustom', 'boolean', () => true),
    field('NamespacePrefix', 'string', () => null),
    field('Type', 'picklist', ({ profileId }) => (profileId === null ? 'Regular' : 'Profile'), {
      values: ['Regular', 'Standard', 'Session', 'Group', 'Profile'],
    }),
    ...systemFields<SetRow>(signatureOf),
    ...permissionFields<SetRow>(({ permissions }, name) => permissions.has(name), true),
  ],
  parents: [
    { name: 'Profile', object: 'Profile', find: (row, { profiles }) => profiles.get(row.profileId ?? '') ?? null },
    { name: 'License', object: 'UserLicense', find: (row, { org }) => licenseOf(row.licenseId, org) },
    ...systemParents<SetRow>(signatureOf),
  ],
  rows: ({ permissionSets }) => permissionSets.values(),
});

function signatureOf({ signature }: SetRow, { org }: Caller) {
  return signature ?? org.scenarioSignature;
}

/** One row: the caller's permissions from profile and permission sets. */
export const userPermissionAccess = objectType<Caller>({
  name: 'UserPermissionAccess',
  fields: [
    field('Id', 'id', () => '000000000000000AAA', { filterable: false }),
    ...permissionFields<Caller>(({ permissions }, name) => permissions.has(name)),
  ],
  rows: (caller) => [caller],
});
