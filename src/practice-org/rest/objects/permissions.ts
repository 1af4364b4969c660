import { type FieldOf, field } from './object-type.ts';

/** Names of user permissions that this org's releases know, without the prefix that their columns have. */
export const permissionNames: readonly string[] = (
  'ApiEnabled ApiUserOnly AssignPermissionSets AuthorApex ClientSecretRotation CustomizeApplication ' +
  'ExternalClientAppAdmin ExternalClientAppDeveloper ExternalClientAppViewer ManageProfilesPermissionsets ' +
  'ManageUsers ModifyAllData ModifyMetadata MonitorLoginHistory PasswordNeverExpires ViewAllData ViewAllUsers ' +
  'ViewClientSecret ViewEventLogFiles ViewSetup ViewSetupAuditTrail'
).split(' ');

/** One `Permissions…` column for each permission. */
export function permissionFields<Row>(has: (row: Row, name: string) => boolean, createable = false): FieldOf<Row>[] {
  return permissionNames.map((name) =>
    field<Row>(`Permissions${name}`, 'boolean', (row) => has(row, name), { createable, updateable: createable }),
  );
}

/** The permission that a column stands for in any letter case, or null. */
export function permissionOf(column: string): string | null {
  const lower = column.toLowerCase();
  return permissionNames.find((name) => `permissions${name.toLowerCase()}` === lower) ?? null;
}
