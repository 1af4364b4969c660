import { integrationLicense } from '../../model/execution-user.ts';
import type { IntegrationSeats, NewPermissionSet, NewUser, Users } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import type { OrgConnection } from './connection.ts';
import { isUpstream, listOf, literal, query } from './soql.ts';
import { createAnswer, idRow } from './wire/rest.ts';
import { licenseRow, localeRow, nameRow } from './wire/users.ts';

/** The profile's names in newer and older orgs. */
const integrationProfiles = ['Minimum Access - API Only Integrations', 'Salesforce API Only System Integrations'];
/** The permission set licence that lets integration users have object permissions. */
const apiIntegration = 'Salesforce API Integration';
const longestAlias = 8;

type NewUsers = Pick<
  Users,
  | 'integrationSeats'
  | 'create'
  | 'setActive'
  | 'grantApiIntegration'
  | 'ensurePermissionSet'
  | 'deletePermissionSet'
  | 'hasPermissionSet'
>;

export function createNewUsers(org: OrgConnection): NewUsers {
  return {
    integrationSeats: () => readSeats(org),
    create: (user, profileId) => createUser(org, user, profileId),
    setActive: (userId, isActive) => setActive(org, userId, isActive),
    grantApiIntegration: (userId) => grantApiIntegration(org, userId),
    ensurePermissionSet: (set) => ensurePermissionSet(org, set),
    deletePermissionSet: (id) => deletePermissionSet(org, id),
    hasPermissionSet: async (name) => (await setNamed(org, name, 'looking for a permission set')) !== null,
  };
}

async function readSeats(org: OrgConnection): Promise<IntegrationSeats> {
  const [licenses, profiles] = await Promise.all([
    query(org, `SELECT Id, TotalLicenses, UsedLicenses FROM UserLicense WHERE Name = ${literal(integrationLicense)}`, {
      row: licenseRow,
      call: 'reading the licences',
    }),
    query(org, `SELECT Id, Name FROM Profile WHERE Name IN ${listOf(integrationProfiles)}`, {
      row: nameRow,
      call: 'reading the profiles',
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
  const call = 'creating the user';
  const [mine] = await query(
    org,
    `SELECT TimeZoneSidKey, LocaleSidKey, EmailEncodingKey, LanguageLocaleKey FROM User WHERE Username = ${literal(org.session.username)} LIMIT 1`,
    { row: localeRow, call: 'reading your language and time zone' },
  );
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
    return await create(org, 'User', body, { call, permission: 'Manage Internal Users (ManageUsers)' });
  } catch (error) {
    if (isUpstream(error, /^DUPLICATE_USERNAME$/)) throw reason('UsernameTaken', user, { cause: error.cause });
    if (isUpstream(error, /^LICENSE_LIMIT_EXCEEDED$/)) {
      throw reason(
        'IntegrationSeatMissing',
        { problem: `all ${integrationLicense} licences are used` },
        { cause: error.cause },
      );
    }
    throw error;
  }
}

async function setActive(org: OrgConnection, userId: string, isActive: boolean): Promise<void> {
  const path = `/sobjects/User/${encodeURIComponent(userId)}`;
  await org.run((jsforce) => jsforce.requestPatch(path, { IsActive: isActive }), {
    call: `${isActive ? 'activating' : 'deactivating'} the user`,
    kind: 'change',
  });
}

async function grantApiIntegration(org: OrgConnection, userId: string): Promise<boolean> {
  const call = 'giving the permission set licence';
  const soql = `SELECT Id FROM PermissionSetLicense WHERE MasterLabel = ${literal(apiIntegration)} LIMIT 1`;
  const [license] = await query(org, soql, { row: idRow, call });
  if (!license) return false;
  const body = { AssigneeId: userId, PermissionSetLicenseId: license.Id };
  await unlessThere(create(org, 'PermissionSetLicenseAssign', body, { call }));
  return true;
}

async function ensurePermissionSet(org: OrgConnection, { name, label, objects }: NewPermissionSet): Promise<string> {
  const call = 'creating the permission set';
  const permission = 'Manage Profiles and Permission Sets';
  const id =
    (await setNamed(org, name, call)) ??
    (await create(org, 'PermissionSet', { Name: name, Label: label }, { call, permission }));
  for (const { object, rights } of objects) {
    const flags = Object.fromEntries(rights.map((right) => [`Permissions${right}`, true]));
    const body = { ParentId: id, SobjectType: object, ...flags };
    await unlessThere(create(org, 'ObjectPermissions', body, { call: `giving permissions on ${object}`, permission }));
  }
  return id;
}

async function deletePermissionSet(org: OrgConnection, id: string): Promise<void> {
  await org.run((jsforce) => jsforce.requestDelete(`/sobjects/PermissionSet/${encodeURIComponent(id)}`), {
    call: 'deleting the permission set',
    kind: 'change',
  });
}

async function setNamed(org: OrgConnection, name: string, call: string): Promise<string | null> {
  const soql = `SELECT Id FROM PermissionSet WHERE Name = ${literal(name)} AND IsOwnedByProfile = false LIMIT 1`;
  return (await query(org, soql, { row: idRow, call }))[0]?.Id ?? null;
}

async function create(
  org: OrgConnection,
  object: string,
  body: object,
  options: { readonly call: string; readonly permission?: string },
): Promise<string> {
  const answer = await org.run(
    async (jsforce) => createAnswer.parse(await jsforce.requestPost(`/sobjects/${object}`, body)),
    { ...options, kind: 'change' },
  );
  return answer.id;
}

/** Made by an earlier try already. */
async function unlessThere(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isUpstream(error, /^DUPLICATE_VALUE$/)) throw error;
  });
}
