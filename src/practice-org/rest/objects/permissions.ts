import { type FieldOf, field } from './object-type.ts';

/** User permissions that this org knows, without the prefix of their columns. */
export const permissionNames: readonly string[] = (
  'ApiEnabled ApiUserOnly AssignPermissionSets AuthorApex ClientSecretRotation CustomizeApplication ' +
  'ExternalClientAppAdmin ExternalClientAppDeveloper ExternalClientAppViewer ManageProfilesPermissionsets ' +
  'ManageUsers ModifyAllData ModifyMetadata MonitorLoginHistory PasswordNeverExpires ViewAllData ViewAllUsers ' +
  'ViewClientSecret ViewEventLogFiles ViewSetup ViewSetupAuditTrail'
).split(' ');

/** A `Permissions…` column for each permission. */
export function permissionFields<Row>(has: (row: Row, name: string) => boolean, createable = false): FieldOf<Row>[] {
  return permissionNames.map((name) =>
    field<Row>(`Permissions${name}`, 'boolean', (row) => has(row, name), { createable, updateable: createable }),
  );
}

/** The permission of a column, without case, or null. */
export function permissionOf(column: string): string | null {
  const lower = column.toLowerCase();
  return permissionNames.find((name) => `permissions${name.toLowerCase()}` === lower) ?? null;
}
