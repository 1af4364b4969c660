import type { OrgPermission, PermissionReport, SalesforceOrg } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { type NamedPermission, permissionWords } from '../words/permissions.ts';

/** The second permission includes the first. */
const coveredBy: Readonly<Partial<Record<OrgPermission, OrgPermission>>> = {
  ExternalClientAppAdmin: 'ExternalClientAppDeveloper',
  ManageProfilesPermissionsets: 'CustomizeApplication',
  ModifyMetadata: 'ModifyAllData',
};

/** The permissions that the person is known to lack. */
export function lacking<Needed extends OrgPermission>(
  { granted, missing }: PermissionReport,
  needed: readonly Needed[],
): readonly Needed[] {
  const isCovered = (by: OrgPermission | undefined) => by !== undefined && granted.has(by);
  return needed.filter((permission) => missing.has(permission) && !isCovered(coveredBy[permission]));
}

/** @throws PermissionMissing */
export function mustHave(
  { username, isPractice }: SalesforceOrg,
  report: PermissionReport,
  needed: readonly (OrgPermission & NamedPermission)[],
): void {
  const permissions = lacking(report, needed).map(permissionWords);
  if (permissions.length > 0) throw reason('PermissionMissing', { username, isPractice, permissions });
}
