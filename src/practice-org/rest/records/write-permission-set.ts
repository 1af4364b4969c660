import { type Caller, requireAny } from '../caller.ts';
import { fullId } from '../derived-id.ts';
import { permissionOf } from '../objects/permissions.ts';
import { fail, notFound } from '../refusal.ts';
import type { Input } from './input.ts';

/** @throws Refusal for a name that is taken or has other characters than letters, digits and single underscores */
export function createPermissionSet(input: Input, caller: Caller): string {
  requireAny(caller, ['ManageProfilesPermissionsets', 'CustomizeApplication']);
  input.require(['Name', 'Label']);
  const { org } = caller;
  const name = input.text('Name') ?? '';
  requireFreeName(name, caller);
  const licenseId = input.text('LicenseId');
  const license = licenseId === null ? null : org.data.licenses.find(({ id }) => id === fullId(licenseId));
  if (license === undefined) throw invalidReference('LicenseId');
  const id = org.newId('0PS');
  org.data.permissionSets.push({
    id,
    name,
    label: input.text('Label') ?? name,
    description: input.text('Description') ?? '',
    license: license?.name ?? '',
    permissions: input.trueFlags().flatMap((flag) => permissionOf(flag) ?? []),
    appIds: [],
  });
  org.changed();
  return id;
}

function requireFreeName(name: string, { org }: Caller): void {
  if (!/^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(name)) {
    throw fail(400, 'FIELD_INTEGRITY_EXCEPTION', `Not a valid API name: ${name}`, ['Name']);
  }
  const isTaken = org.data.permissionSets.some((set) => set.name.toLowerCase() === name.toLowerCase());
  if (isTaken) throw fail(400, 'DUPLICATE_DEVELOPER_NAME', `The developer name ${name} is already in use`, ['Name']);
}

/** @throws Refusal for users and sets that aren't there, a set of another licence, and one that the user has already */
export function assignPermissionSet(input: Input, caller: Caller): string {
  requireAny(caller, ['AssignPermissionSets', 'ManageUsers']);
  input.require(['AssigneeId', 'PermissionSetId']);
  const { org } = caller;
  const user = org.users.get(fullId(input.text('AssigneeId') ?? ''));
  if (!user) throw invalidReference('AssigneeId');
  const set = org.data.permissionSets.find(({ id }) => id === fullId(input.text('PermissionSetId') ?? ''));
  if (!set) throw invalidReference('PermissionSetId');
  const license = org.licenseNameOf(user);
  if (set.license !== '' && set.license !== license) {
    const problem = `Can't assign permission set ${set.label} to user ${user.username}. The user license doesn't allow it: ${license}`;
    throw fail(400, 'FIELD_INTEGRITY_EXCEPTION', problem, ['PermissionSetId']);
  }
  const known = org.data.assignments.find((each) => each.userId === user.id && each.permissionSetId === set.id);
  if (known) {
    const problem = `duplicate value found: AssigneeId, PermissionSetId duplicates value on record with id: ${known.id}`;
    throw fail(400, 'DUPLICATE_VALUE', problem);
  }
  const id = org.newId('0Pa');
  org.data.assignments.push({ id, userId: user.id, permissionSetId: set.id });
  org.changed();
  return id;
}

export function removeAssignment(id: string, caller: Caller): void {
  requireAny(caller, ['AssignPermissionSets', 'ManageUsers']);
  const { org } = caller;
  const index = org.data.assignments.findIndex((assignment) => assignment.id === fullId(id));
  if (index < 0) throw notFound();
  org.data.assignments.splice(index, 1);
  org.changed();
}

function invalidReference(field: string) {
  return fail(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field]);
}
