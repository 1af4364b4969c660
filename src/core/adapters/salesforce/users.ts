import type { UserFacts, UserPage, UserSearch } from '../../model/execution-user.ts';
import { idKey } from '../../plain/ids.ts';
import type { CleanText } from '../../plain/outside-text.ts';
import type { Users } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { answerProblems } from '../../words/org-answers.ts';
import type { OrgConnection } from './connection.ts';
import { create, unlessThere } from './create-row.ts';
import { createFreezes } from './freeze.ts';
import { createLoginHistory } from './login-history.ts';
import { createNewUsers, permissionSetNamed } from './new-users.ts';
import { containing, count, inList, isUpstream, literal, partsOf, query, withoutUnknownColumns } from './soql.ts';
import { appsRunningAs, readFacts, readRunAs } from './user-facts.ts';
import { entityAccessRow, type UserRow, usernameRow, userRow } from './wire/users.ts';

const columns = [
  'Id',
  'Username',
  'Name',
  'IsActive',
  'UserType',
  'LastLoginDate',
  'Profile.Name',
  'Profile.UserLicense.Name',
  'Profile.PermissionsApiUserOnly',
];

/** Usernames per IN list. Each can have 80 characters, and a query address 16,384 bytes. */
const namesPerQuery = 100;
/** Longer texts match no user, and the length of a query is limited. */
const longestText = 80;

/** The groups of users in the order shown. The server sorts and limits each group. */
const candidateGroups = [
  "Profile.UserLicense.Name = 'Salesforce Integration'",
  'Id IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.PermissionsApiUserOnly = true)',
  null,
];

export function createUsers(org: OrgConnection): Users {
  return {
    search: (search) => searchUsers(org, search),
    find: async (username) => (await findUsers(org, [username]))[0] ?? null,
    findAll: (usernames) => findUsers(org, usernames),
    usernames: (ids) => readUsernames(org, ids),
    ...createLoginHistory(org),
    ...createFreezes(org),
    ...createNewUsers(org),
    appsRunningAs: (username) => appsRunningAs(org, username),
    permissionSetsOfApp: (appId) => permissionSetsOfApp(org, appId),
    grantPermissionSet: (userId, permissionSet) => grantPermissionSet(org, userId, permissionSet),
  };
}

/**
 * Two round trips: first the users of each group, their number and the execution users of apps, then the facts about the users
 * shown. Groups are queried separately, so that the best candidates come first in an org of any size.
 */
async function searchUsers(org: OrgConnection, { text, limit }: UserSearch): Promise<UserPage> {
  const where = activeInternal(text);
  const [groups, total, runAs] = await Promise.all([
    Promise.all(candidateGroups.map((group) => selectGroup(org, where, { group, limit }))),
    count(org, `SELECT COUNT() FROM User WHERE ${where}`, { call: 'user-count' }),
    readRunAs(org),
  ]);
  const first = new Map(groups.flat().map((row) => [row.Id, row]));
  const shown = [...first.values()].slice(0, limit);
  return { users: await readFacts(org, shown, runAs), total };
}

/** Leaving out a group only changes the order, because its users are in the last group too. */
async function selectGroup(
  org: OrgConnection,
  where: string,
  { group, limit }: { group: string | null; limit: number },
): Promise<UserRow[]> {
  if (group === null) return selectUsers(org, where, limit);
  try {
    return await selectUsers(org, `${where} AND ${group}`, limit);
  } catch (error) {
    if (!isUpstream(error, /^(MALFORMED_QUERY|INVALID_FIELD|INVALID_TYPE)$/)) throw error;
    org.log.debug('users.group-left-out', { group });
    return [];
  }
}

/** Includes inactive and frozen users. */
async function findUsers(org: OrgConnection, usernames: readonly string[]): Promise<readonly UserFacts[]> {
  if (usernames.length === 0) return [];
  const parts = partsOf(usernames, namesPerQuery);
  const [groups, runAs] = await Promise.all([
    Promise.all(parts.map((part) => selectUsers(org, `Username IN ${inList(part)}`, namesPerQuery))),
    readRunAs(org),
  ]);
  return readFacts(org, groups.flat(), runAs);
}

async function readUsernames(org: OrgConnection, ids: readonly string[]): Promise<ReadonlyMap<string, CleanText>> {
  const some = ids.slice(0, namesPerQuery);
  if (some.length === 0) return new Map();
  const soql = `SELECT Id, Username FROM User WHERE Id IN ${inList(some)}`;
  const rows = await query(org, soql, { row: usernameRow, call: 'usernames' });
  return new Map(rows.map(({ Id, Username }) => [idKey(Id), Username]));
}

function activeInternal(text: string): string {
  const typed = text.trim().slice(0, longestText);
  const all = "IsActive = true AND UserType = 'Standard'";
  if (typed === '') return all;
  const pattern = containing(typed);
  return `${all} AND (Name LIKE ${pattern} OR Username LIKE ${pattern})`;
}

async function selectUsers(org: OrgConnection, where: string, limit: number): Promise<UserRow[]> {
  const { answer } = await withoutUnknownColumns(columns, (known) =>
    query(org, `SELECT ${known.join(', ')} FROM User WHERE ${where} ORDER BY Name, Username LIMIT ${limit}`, {
      row: userRow,
      call: 'users',
      permission: 'ViewSetup',
    }),
  );
  return answer;
}

async function permissionSetsOfApp(org: OrgConnection, appId: string): Promise<readonly string[]> {
  const soql = `SELECT Id, Parent.Name, Parent.IsOwnedByProfile FROM SetupEntityAccess WHERE SetupEntityType = 'ExternalClientApplication' AND SetupEntityId = ${literal(appId)}`;
  const rows = await query(org, soql, { row: entityAccessRow, call: 'app-admits' });
  const names = rows.flatMap(({ Parent }) => (Parent?.Name && Parent.IsOwnedByProfile !== true ? [Parent.Name] : []));
  return [...new Set(names)].sort();
}

async function grantPermissionSet(org: OrgConnection, userId: string, permissionSet: string): Promise<void> {
  const call = 'assign-permission-set';
  const id = await permissionSetNamed(org, permissionSet, call);
  if (id === null) throw reason('UsageInvalid', { problem: answerProblems.noPermissionSet(permissionSet) });
  const body = { AssigneeId: userId, PermissionSetId: id };
  await unlessThere(create(org, 'PermissionSetAssignment', body, { call, permission: 'AssignPermissionSets' }));
}
