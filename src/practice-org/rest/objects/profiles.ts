import type { License, Profile, User } from '../../model/user.ts';
import type { Caller } from '../caller.ts';
import { field, objectType } from './object-type.ts';
import { permissionFields } from './permissions.ts';
import { systemFields } from './system-fields.ts';

export const profile = objectType<Profile>({
  name: 'Profile',
  keyPrefix: '00e',
  api: 'both',
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('Name', 'string', ({ name }) => name),
    field('UserLicenseId', 'reference', ({ licenseId }) => licenseId, { refersTo: 'UserLicense' }),
    field('UserType', 'picklist', () => 'Standard', { values: ['Standard'] }),
    field('Description', 'string', () => null),
    ...systemFields<Profile>((_row, { org }) => org.scenarioSignature),
    ...permissionFields<Profile>(({ permissions }, name) => permissions.includes(name)),
  ],
  parents: [{ name: 'UserLicense', object: 'UserLicense', find: (row, { org }) => licenseOf(row.licenseId, org) }],
  rows: ({ profiles }) => profiles.values(),
});

/** Licenses, with the number of active users who hold one. */
export const userLicense = objectType<License>({
  name: 'UserLicense',
  keyPrefix: '100',
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('Name', 'string', ({ name }) => name),
    field('MasterLabel', 'string', ({ name }) => name),
    field('LicenseDefinitionKey', 'string', ({ definitionKey }) => definitionKey),
    field('Status', 'picklist', () => 'Active', { values: ['Active', 'Disabled'] }),
    field('TotalLicenses', 'int', ({ total }) => total),
    field('UsedLicenses', 'int', (row, caller) => usedLicenses(row.id, caller), { filterable: false }),
  ],
  rows: ({ org }) => org.data.licenses,
});

/** The number of active users who hold a license. */
export function usedLicenses(licenseId: string, { org, profiles }: Pick<Caller, 'org' | 'profiles'>): number {
  const holds = (user: User) => user.isActive && profiles.get(user.profileId)?.licenseId === licenseId;
  let used = 0;
  for (const user of org.users.values()) if (holds(user)) used += 1;
  return used;
}

export function licenseOf(id: string | null, org: Caller['org']): License | null {
  return org.data.licenses.find((license) => license.id === id) ?? null;
}
