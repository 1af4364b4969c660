import type { OrgPermission, PermissionReport, SalesforceOrg } from '../ports/ports.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';
import { type NamedPermission, permissionWords } from '../words/permissions.ts';
import { unseenWords } from '../words/unseen.ts';
import { seen } from './seen.ts';

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

type Needed = readonly (OrgPermission & NamedPermission)[];

/** PermissionMissing for what the person is known to lack; null if nothing. */
export function gapIn(
  { username, isPractice }: Pick<SalesforceOrg, 'username' | 'isPractice'>,
  report: PermissionReport,
  needed: Needed,
): KeyturnError | null {
  const permissions = lacking(report, needed).map(permissionWords);
  return permissions.length > 0 ? reason('PermissionMissing', { username, isPractice, permissions }) : null;
}

/** @throws PermissionMissing */
export function mustHave(org: SalesforceOrg, report: PermissionReport, needed: Needed): void {
  const gap = gapIn(org, report, needed);
  if (gap) throw gap;
}

/**
 * Before a plan promises what needs these permissions.
 * @throws PermissionMissing if the person is known to lack one; not if the org doesn't show the permissions
 */
export async function refuseKnownGap(org: SalesforceOrg, needed: Needed): Promise<void> {
  const report = await seen(org.permissions(), unseenWords.permissions, [], 'name');
  if (report) mustHave(org, report, needed);
}

/** To read an app's secret, and to make a new one. */
export const forSecrets = ['ExternalClientAppDeveloper', 'ViewClientSecret'] as const;
/** To change settings of an org or of its apps. */
export const forSettings = ['ModifyMetadata'] as const;
/** To turn OAuth off or on for an app. */
export const forFlow = [...forSettings, 'ExternalClientAppAdmin'] as const;
/** To freeze or unfreeze a user. */
export const forFreeze = ['ManageUsers'] as const;
