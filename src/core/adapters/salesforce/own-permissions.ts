import type { NamedPermission } from '../../words/permissions.ts';
import type { OrgConnection } from './connection.ts';
import { query, withoutUnknownColumns } from './soql.ts';
import { permissionMissing } from './translate-error.ts';
import { flagsRow } from './wire/rest.ts';

/** What the person who is signed in may do: a flag a column; `unknown` are the columns that this org doesn't have. */
export async function readOwnPermissions(org: OrgConnection, columns: readonly string[]) {
  const { answer, unknown } = await withoutUnknownColumns(columns, (known) =>
    query(org, `SELECT ${known.join(', ')} FROM UserPermissionAccess`, { row: flagsRow, call: 'own-permissions' }),
  );
  return { row: answer[0], unknown };
}

/**
 * An org shows nobody's rows but one's own to those who lack the permission, without a word: no rows may mean that.
 * Where the org doesn't tell what the person may do, it is taken at its word.
 * @throws PermissionMissing, which names `needed`, when the person has none of the permissions `anyOf`
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
