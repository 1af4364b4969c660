import type { z } from 'zod';
import { type Power, riskyPowers, type UserFacts } from '../../model/execution-user.ts';
import { isSameId } from '../../plain/ids.ts';
import { type CleanText, noText, outsideName } from '../../plain/outside-text.ts';
import { browserLogins } from '../../words/permissions.ts';
import { indexById, shortId } from './app-list.ts';
import { readApplications, readOauthPolicies } from './apps.ts';
import type { OrgConnection } from './connection.ts';
import { inList, isUpstream, literal, partsOf, query, withoutUnknownColumns } from './soql.ts';
import { idRow } from './wire/rest.ts';
import { type AssignmentRow, assignmentRow, loginRow, type UserRow, userLoginRow } from './wire/users.ts';

/** Ids per IN list. A query address can have 16,384 bytes. */
const idsPerQuery = 200;

/** Developer names of apps by execution user (username or id, in lower case). */
export type RunAs = ReadonlyMap<string, readonly CleanText[]>;

/** The execution users of the org's apps. Empty if the org doesn't show them. */
export async function readRunAs(org: OrgConnection): Promise<RunAs> {
  return (await askRunAs(org)) ?? new Map();
}

/** Developer names of the apps that run as this user; null if the org doesn't show it. */
export async function appsRunningAs(org: OrgConnection, username: string): Promise<readonly string[] | null> {
  const runAs = await askRunAs(org);
  if (runAs === null) return null;
  const byName = runAs.get(username.toLowerCase()) ?? [];
  // The documentation says that the policy contains a username. An id is accepted too.
  if (![...runAs.keys()].some((user) => /^005\w{12,15}$/.test(user))) return byName;
  const soql = `SELECT Id FROM User WHERE Username = ${literal(username)} LIMIT 1`;
  const [user] = await query(org, soql, { row: idRow, call: 'user' });
  const byId = user ? [...runAs].flatMap(([id, names]) => (isSameId(id, user.Id.toLowerCase()) ? names : [])) : [];
  return [...new Set([...byName, ...byId])];
}

async function askRunAs(org: OrgConnection): Promise<RunAs | null> {
  const [policies, apps] = await Promise.allSettled([readOauthPolicies(org), readApplications(org)]);
  if (policies.status === 'rejected') throwUnlessRefused(policies.reason);
  if (apps.status === 'rejected') throwUnlessRefused(apps.reason);
  if (policies.status === 'rejected') return null;
  const runAs = new Map<string, CleanText[]>();
  const names = indexById(apps.status === 'fulfilled' ? apps.value : [], (app) => app.Id);
  for (const policy of policies.value) {
    if (!policy.IsClientCredentialsFlowEnabled || !policy.ClientCredentialsFlowUser) continue;
    const user = policy.ClientCredentialsFlowUser.toLowerCase();
    const id = shortId(policy.ExternalClientApplicationId);
    const name = names.get(id ?? '')?.DeveloperName ?? (id ? outsideName(id) : null);
    if (name) added(runAs, user, name);
  }
  return runAs;
}

function added<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** The facts about these users, in the same order. */
export async function readFacts(org: OrgConnection, rows: readonly UserRow[], runAs: RunAs): Promise<UserFacts[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.Id);
  const [assignments, frozen, browser] = await Promise.all([
    readAssignments(org, ids),
    readFrozen(org, ids),
    readBrowserLogins(org, ids),
  ]);
  return rows.map((row) => {
    const login = frozen?.get(shortId(row.Id) ?? '');
    const sets = assignments.get(shortId(row.Id) ?? '') ?? [];
    return {
      id: row.Id,
      username: row.Username,
      name: row.Name ?? row.Username,
      isActive: row.IsActive,
      isFrozen: login?.IsFrozen ?? null,
      ...(login ? { freeze: freezeOf(login) } : {}),
      userType: row.UserType ?? noText,
      profileName: row.Profile?.Name ?? noText,
      licenseName: row.Profile?.UserLicense?.Name ?? noText,
      isApiOnly:
        row.Profile?.PermissionsApiUserOnly === true || sets.some((set) => set.PermissionsApiUserOnly === true),
      powers: riskyPowers.filter((power) => sets.some((set) => set[columnOf(power)] === true)),
      lastLoginAt: row.LastLoginDate,
      lastUiLoginAt: browser.get(shortId(row.Id) ?? '') ?? null,
      otherApps: runAs.get(row.Username.toLowerCase()) ?? runAs.get(row.Id.toLowerCase()) ?? [],
      permissionSets: sets.flatMap((set) => (set.Name && set.IsOwnedByProfile !== true ? [set.Name] : [])).sort(),
    };
  });
}

function freezeOf({ LastModifiedDate: changedAt = null, LastModifiedBy: by }: z.infer<typeof userLoginRow>) {
  return { changedAt, isByPerson: by?.UserType === 'Standard' };
}

function columnOf(power: Power): `Permissions${Power}` {
  return `Permissions${power}`;
}

type PermissionSet = NonNullable<AssignmentRow['PermissionSet']>;

/**
 * The permission sets of each user, including those of profiles: one query covers both ways to get a permission. An error
 * is never ignored, because a user with unknown permissions would look harmless.
 */
async function readAssignments(org: OrgConnection, ids: readonly string[]): Promise<Map<string, PermissionSet[]>> {
  const columns = [
    'AssigneeId',
    'PermissionSet.Name',
    'PermissionSet.IsOwnedByProfile',
    'PermissionSet.PermissionsApiUserOnly',
    ...riskyPowers.map((power) => `PermissionSet.${columnOf(power)}`),
  ];
  const { answer } = await withoutUnknownColumns(columns, (known) =>
    inParts(ids, (part) =>
      query(org, `SELECT ${known.join(', ')} FROM PermissionSetAssignment WHERE AssigneeId IN ${inList(part)}`, {
        row: assignmentRow,
        call: 'user-permissions',
        permission: 'ViewSetup',
      }),
    ),
  );
  const sets = new Map<string, PermissionSet[]>();
  for (const { AssigneeId, PermissionSet } of answer) {
    const id = shortId(AssigneeId) ?? '';
    if (PermissionSet) added(sets, id, PermissionSet);
  }
  return sets;
}

/** null without Manage Users, which is needed to see the rows of other users. */
async function readFrozen(org: OrgConnection, ids: readonly string[]) {
  const selectFrozen = (columns: readonly string[], part: readonly string[]) =>
    `SELECT ${columns.join(', ')} FROM UserLogin WHERE UserId IN ${inList(part)}`;
  const columns = ['UserId', 'IsFrozen', 'LastModifiedDate', 'LastModifiedBy.UserType'];
  try {
    const { answer } = await withoutUnknownColumns(columns, (known) =>
      inParts(ids, (part) => query(org, selectFrozen(known, part), { row: userLoginRow, call: 'frozen-users' })),
    );
    return indexById(answer, (row) => row.UserId);
  } catch (error) {
    throwUnlessRefused(error);
    return null;
  }
}

/** Each user's last browser login in epoch ms. Users without a known login are left out. */
async function readBrowserLogins(org: OrgConnection, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const latest = new Map<string, number>();
  try {
    for (const row of await inParts(ids, (part) => browserLoginsOf(org, part))) {
      const id = shortId(row.UserId);
      const at = row.latest ?? row.LoginTime ?? null;
      if (id && at !== null) latest.set(id, Math.max(at, latest.get(id) ?? 0));
    }
  } catch (error) {
    throwUnlessRefused(error);
  }
  return latest;
}

async function browserLoginsOf(org: OrgConnection, ids: readonly string[]) {
  const from = `FROM LoginHistory WHERE UserId IN ${inList(ids)} AND LoginType IN ${inList(browserLogins)}`;
  const options = { row: loginRow, call: 'logins', maxRows: 2000 } as const;
  try {
    return await query(org, `SELECT UserId, MAX(LoginTime) latest ${from} GROUP BY UserId`, options);
  } catch (error) {
    if (!isUpstream(error, /^(MALFORMED_QUERY|INVALID_FIELD)$/)) throw error;
    return query(org, `SELECT UserId, LoginTime ${from} ORDER BY LoginTime DESC LIMIT 2000`, options);
  }
}

async function inParts<Row>(
  ids: readonly string[],
  ask: (part: readonly string[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  return (await Promise.all(partsOf(ids, idsPerQuery).map(ask))).flat();
}

/** Ignores an error that means the org doesn't show this. Other errors are thrown. */
function throwUnlessRefused(error: unknown): void {
  if (!isUpstream(error, /./) || error.cause.status === null) throw error;
  const isRefusal = error.cause.status >= 400 && error.cause.status < 500 && error.cause.status !== 401;
  if (!isRefusal || error.cause.code === 'REQUEST_LIMIT_EXCEEDED') throw error;
}
