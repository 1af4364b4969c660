import { reason } from '../../reasons/errors.ts';
import type { OrgConnection } from './connection.ts';
import { query, withoutUnknownColumns } from './soql.ts';
import { flagsRow } from './wire/rest.ts';

export const viewSetup = 'View Setup and Configuration (ViewSetup)';
export const manageUsers = 'Manage Internal Users (ManageUsers)';

/**
 * An org shows nobody's rows but one's own to those who lack the permission, without a word: no rows may mean that.
 * Where the org doesn't tell what the person may do, it is taken at its word.
 * @throws PermissionMissing when the person has none of these permissions
 */
export async function requireSight(org: OrgConnection, names: readonly string[], label: string): Promise<void> {
  const columns = names.map((name) => `Permissions${name}`);
  const { answer, unknown } = await withoutUnknownColumns(['PermissionsApiEnabled', ...columns], (known) =>
    query(org, `SELECT ${known.join(', ')} FROM UserPermissionAccess`, {
      row: flagsRow,
      call: 'reading the permissions of the person who is signed in',
    }),
  );
  const row = answer[0];
  const told = columns.filter((column) => !unknown.includes(column));
  if (!row || told.length < columns.length || told.some((column) => row[column] === true)) return;
  const { username, isPractice } = org.session;
  throw reason('PermissionMissing', { username, permissions: [label], isPractice });
}
