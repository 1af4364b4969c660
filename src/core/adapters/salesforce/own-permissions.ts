import type { NamedPermission } from '../../words/permissions.ts';
import type { OrgConnection } from './connection.ts';
import { query, withoutUnknownColumns } from './soql.ts';
import { permissionMissing } from './translate-error.ts';
import { flagsRow } from './wire/rest.ts';

/** The permissions of the signed-in user, one flag per column. `unknown`: columns that this org doesn't have. */
export async function readOwnPermissions(org: OrgConnection, columns: readonly string[]) {
  const { answer, unknown } = await withoutUnknownColumns(columns, (known) =>
    query(org, `SELECT ${known.join(', ')} FROM UserPermissionAccess`, { row: flagsRow, call: 'own-permissions' }),
  );
  return { row: answer[0], unknown };
}

/**
 * Without the permission, an org silently shows a user only their own rows. So an empty answer may mean a missing permission.
 * If the org doesn't show the user's permissions, the answer is trusted.
 * @throws PermissionMissing for `needed` if the user has none of the permissions `anyOf`
 */
export async function requireSight(
  org: OrgConnection,
  needed: NamedPermission,
  anyOf: readonly NamedPermission[] = [needed],
): Promise<void> {
  const columns = anyOf.map((name) => `Permissions${name}`);
  const { row, unknown } = await readOwnPermissions(org, ['PermissionsApiEnabled', ...columns]);
  const told = columns.filter((column) => !unknown.includes(column));
  if (!row || told.length < columns.length || told.some((column) => row[column] === true)) return;
  throw permissionMissing(org.session, needed);
}
