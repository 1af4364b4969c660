import { integrationLicense } from '../../model/execution-user.ts';
import type { IntegrationSeats, NewPermissionSet, NewUser } from '../../ports/ports.ts';
import { isKeyturnError, reason } from '../../reasons/errors.ts';
import { seatProblems } from '../../words/answers.ts';
import { apiIntegrationLicence, integrationProfiles } from '../../words/permissions.ts';
import type { Request } from '../../words/requests.ts';
import type { OrgConnection } from './connection.ts';
import { create, unlessThere } from './create-row.ts';
import { inList, isUpstream, literal, query } from './soql.ts';
import { idRow } from './wire/rest.ts';
import { licenseRow, localeRow, nameRow } from './wire/users.ts';

const longestAlias = 8;

export function createNewUsers(org: OrgConnection) {
  return {
    integrationSeats: () => readSeats(org),
    create: (user: NewUser, profileId: string) => createUser(org, user, profileId),
    setActive: (userId: string, isActive: boolean) => setActive(org, userId, isActive),
    grantApiIntegration: (userId: string) => grantApiIntegration(org, userId),
    ensurePermissionSet: (set: NewPermissionSet) => ensurePermissionSet(org, set),
    deletePermissionSet: (id: string) => deletePermissionSet(org, id),
    hasPermissionSet: async (name: string) => (await permissionSetNamed(org, name, 'permission-set')) !== null,
  };
}

async function readSeats(org: OrgConnection): Promise<IntegrationSeats> {
  const [licenses, profiles] = await Promise.all([
    query(org, `SELECT Id, TotalLicenses, UsedLicenses FROM UserLicense WHERE Name = ${literal(integrationLicense)}`, {
      row: licenseRow,
      call: 'licences',
    }),
    query(org, `SELECT Id, Name FROM Profile WHERE Name IN ${inList(integrationProfiles)}`, {
      row: nameRow,
      call: 'profiles',
    }),
  ]);
  const [license] = licenses;
  const profile = integrationProfiles.map((name) => profiles.find((one) => one.Name === name)).find(Boolean);
  return {
    license: license ? { total: license.TotalLicenses, used: license.UsedLicenses } : null,
    profile: profile ? { id: profile.Id, name: profile.Name } : null,
  };
}

async function createUser(org: OrgConnection, user: NewUser, profileId: string): Promise<string> {
  const soql = `SELECT TimeZoneSidKey, LocaleSidKey, EmailEncodingKey, LanguageLocaleKey FROM User WHERE Username = ${literal(org.session.username)} LIMIT 1`;
  const [mine] = await query(org, soql, { row: localeRow, call: 'locale' });
  const body = {
    Username: user.username,
    Email: user.email,
    LastName: user.lastName,
    Alias: (user.username.split('@')[0] ?? '').replace(/[^\w.]/g, '').slice(0, longestAlias) || 'int',
    ProfileId: profileId,
    TimeZoneSidKey: mine?.TimeZoneSidKey ?? 'GMT',
    LocaleSidKey: mine?.LocaleSidKey ?? 'en_US',
    EmailEncodingKey: mine?.EmailEncodingKey ?? 'UTF-8',
    LanguageLocaleKey: mine?.LanguageLocaleKey ?? 'en_US',
  };
  try {
    return await create(org, 'User', body, { call: 'create-user', permission: 'ManageUsers' });
  } catch (error) {
    if (isUpstream(error, /^DUPLICATE_USERNAME$/)) throw reason('UsernameTaken', user, { cause: error.cause });
    if (isUpstream(error, /^LICENSE_LIMIT_EXCEEDED$/)) {
      const problem = seatProblems.seats(null, integrationLicense);
      throw reason('IntegrationSeatMissing', { problem }, { cause: error.cause });
    }
    throw error;
  }
}

async function setActive(org: OrgConnection, userId: string, isActive: boolean): Promise<void> {
  const path = `/sobjects/User/${encodeURIComponent(userId)}`;
  await org.run((jsforce) => jsforce.requestPatch(path, { IsActive: isActive }), {
    call: isActive ? 'activate' : 'deactivate',
    kind: 'change',
  });
}

async function grantApiIntegration(org: OrgConnection, userId: string): Promise<boolean> {
  const call = 'grant-licence';
  const soql = `SELECT Id FROM PermissionSetLicense WHERE MasterLabel = ${literal(apiIntegrationLicence)} LIMIT 1`;
  const [license] = await query(org, soql, { row: idRow, call });
  if (!license) return false;
  const body = { AssigneeId: userId, PermissionSetLicenseId: license.Id };
  await unlessThere(create(org, 'PermissionSetLicenseAssign', body, { call }));
  return true;
}

async function ensurePermissionSet(org: OrgConnection, { name, label, objects }: NewPermissionSet): Promise<string> {
  const call = 'create-permission-set';
  const permission = 'ManageProfilesPermissionsets';
  const id =
    (await permissionSetNamed(org, name, call)) ??
    (await create(org, 'PermissionSet', { Name: name, Label: label }, { call, permission }));
  for (const { object, rights } of objects) {
    const flags = Object.fromEntries(rights.map((right) => [`Permissions${right}`, true]));
    const body = { ParentId: id, SobjectType: object, ...flags };
    const permitting = create(org, 'ObjectPermissions', body, { call: { rightsOn: object }, permission });
    await unlessThere(permitting).catch((error: unknown) => {
      if (!isUpstream(error, /./) || !isKeyturnError(error) || error.code !== 'OrgRefused') throw error;
      throw reason('ObjectRefused', { object, message: error.cause.message }, { cause: error.cause });
    });
  }
  return id;
}

async function deletePermissionSet(org: OrgConnection, id: string): Promise<void> {
  await org.run((jsforce) => jsforce.requestDelete(`/sobjects/PermissionSet/${encodeURIComponent(id)}`), {
    call: 'delete-permission-set',
    kind: 'change',
  });
}

/** The id of a permission set, or null. */
export async function permissionSetNamed(org: OrgConnection, name: string, call: Request): Promise<string | null> {
  const soql = `SELECT Id FROM PermissionSet WHERE Name = ${literal(name)} AND IsOwnedByProfile = false LIMIT 1`;
  return (await query(org, soql, { row: idRow, call }))[0]?.Id ?? null;
}
