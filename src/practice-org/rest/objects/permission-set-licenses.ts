import type { LicenseAssignment } from '../../model/user.ts';
import { derivedId } from '../derived-id.ts';
import { field, objectType } from './object-type.ts';
import { userOf } from './users.ts';

/** Allows object permissions for users with the Salesforce Integration license. */
export const apiIntegration = {
  developerName: 'SalesforceAPIIntegrationPsl',
  label: 'Salesforce API Integration',
  total: 12,
} as const;

/** The only permission set license in the practice org. */
export function apiIntegrationId(orgId: string): string {
  return derivedId('0PL', orgId);
}

export const permissionSetLicense = objectType<typeof apiIntegration>({
  name: 'PermissionSetLicense',
  keyPrefix: '0PL',
  fields: [
    field('Id', 'id', (_row, { org }) => apiIntegrationId(org.orgId)),
    field('DeveloperName', 'string', ({ developerName }) => developerName),
    field('MasterLabel', 'string', ({ label }) => label),
    field('PermissionSetLicenseKey', 'string', ({ developerName }) => developerName),
    field('Status', 'picklist', () => 'Active', { values: ['Active', 'Disabled'] }),
    field('TotalLicenses', 'int', ({ total }) => total),
    field('UsedLicenses', 'int', (_row, { org }) => (org.data.licenseAssignments ?? []).length),
  ],
  rows: () => [apiIntegration],
});

export const permissionSetLicenseAssign = objectType<LicenseAssignment>({
  name: 'PermissionSetLicenseAssign',
  label: 'Permission Set License Assignment',
  keyPrefix: '2LA',
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('AssigneeId', 'reference', ({ userId }) => userId, { createable: true, refersTo: 'User' }),
    field('PermissionSetLicenseId', 'reference', ({ licenseId }) => licenseId, {
      createable: true,
      refersTo: 'PermissionSetLicense',
    }),
  ],
  parents: [
    { name: 'Assignee', object: 'User', find: ({ userId }, caller) => userOf(userId, caller) },
    { name: 'PermissionSetLicense', object: 'PermissionSetLicense', find: () => apiIntegration },
  ],
  rows: ({ org }) => org.data.licenseAssignments ?? [],
});
