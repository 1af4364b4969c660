import { fail, notFound } from '../../http/refusal.ts';
import type { PermissionSet, User } from '../../model/user.ts';
import { type Caller, requireAny } from '../caller.ts';
import { fullId } from '../derived-id.ts';
import { objectRights, permittedObjects } from '../objects/object-permissions.ts';
import { apiIntegration, apiIntegrationId } from '../objects/permission-set-licenses.ts';
import { permissionOf } from '../objects/permissions.ts';
import type { Input } from './input.ts';

/** @throws Refusal for a name that is taken, or contains anything but letters, digits and single underscores */
export function createPermissionSet(input: Input, caller: Caller): string {
  requireAny(caller, ['ManageProfilesPermissionsets', 'CustomizeApplication']);
  input.require(['Name', 'Label']);
  const { org, user } = caller;
  const at = org.now();
  const name = input.text('Name') ?? '';
  requireFreeName(name, caller);
  const licenseOf = (id: string) => org.data.licenses.find((license) => license.id === id);
  const license = input.text('LicenseId') === null ? null : input.reference('LicenseId', licenseOf);
  const id = org.newId('0PS');
  org.data.permissionSets.push({
    id,
    name,
    label: input.text('Label') ?? name,
    description: input.text('Description') ?? '',
    license: license?.name ?? '',
    permissions: input.trueFlags().flatMap((flag) => permissionOf(flag) ?? []),
    appIds: [],
    signature: { createdAt: at, createdById: user.id, modifiedAt: at, modifiedById: user.id },
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

/** @throws Refusal for missing users and sets, for a set of another license, and for a set that the user already has */
export function assignPermissionSet(input: Input, caller: Caller): string {
  requireAny(caller, ['AssignPermissionSets', 'ManageUsers']);
  input.require(['AssigneeId', 'PermissionSetId']);
  const { org } = caller;
  const user = input.reference('AssigneeId', (id) => org.users.get(id));
  const set = input.reference('PermissionSetId', (id) => setOf(id, caller));
  const license = org.licenseNameOf(user);
  if (set.license !== '' && set.license !== license) {
    const problem = `Can't assign permission set ${set.label} to user ${user.username}. The user license doesn't allow it: ${license}`;
    throw fail(400, 'FIELD_INTEGRITY_EXCEPTION', problem, ['PermissionSetId']);
  }
  requireApiLicense(user, set, caller);
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

/** Users with the integration license can't have object permissions without the permission set license for it. */
function requireApiLicense(user: User, set: PermissionSet, { org }: Caller): void {
  if (org.licenseNameOf(user) !== 'Salesforce Integration') return;
  const [first] = (org.data.objectPermissions ?? []).filter(({ parentId }) => parentId === set.id);
  const isLicensed = (org.data.licenseAssignments ?? []).some(({ userId }) => userId === user.id);
  if (!first || isLicensed) return;
  const problem = `Can't assign permission set ${set.label} to user ${user.username}. The user license doesn't allow the permission: Read ${first.object}`;
  throw fail(400, 'FIELD_INTEGRITY_EXCEPTION', problem, ['PermissionSetId']);
}

/** @throws Refusal for a set that is assigned to users */
export function removePermissionSet(id: string, caller: Caller): void {
  requireAny(caller, ['ManageProfilesPermissionsets', 'CustomizeApplication']);
  const set = setOf(fullId(id), caller);
  if (!set) throw notFound();
  if (caller.org.isAssigned(set)) {
    throw fail(400, 'DELETE_FAILED', 'You can’t delete a permission set that’s assigned to users.');
  }
  caller.org.dropPermissionSet(set.name);
  caller.org.changed();
}

/** @throws Refusal for missing users and licenses, and if no license is left */
export function assignLicense(input: Input, caller: Caller): string {
  requireAny(caller, ['AssignPermissionSets', 'ManageUsers']);
  input.require(['AssigneeId', 'PermissionSetLicenseId']);
  const { org } = caller;
  const user = input.reference('AssigneeId', (id) => org.users.get(id));
  const isSold = (id: string) => (id === apiIntegrationId(org.orgId) ? id : undefined);
  const licenseId = input.reference('PermissionSetLicenseId', isSold);
  const given = org.data.licenseAssignments ?? [];
  const known = given.find(({ userId }) => userId === user.id);
  if (known) throw fail(400, 'DUPLICATE_VALUE', `duplicate value found: on record with id: ${known.id}`);
  if (given.length >= apiIntegration.total) {
    throw fail(400, 'LICENSE_LIMIT_EXCEEDED', `License Limit Exceeded: ${apiIntegration.label}`);
  }
  const id = org.newId('2LA');
  org.data.licenseAssignments = [...given, { id, userId: user.id, licenseId }];
  org.changed();
  return id;
}

/** @throws Refusal for missing sets and objects, and for permissions without Read */
export function permitObject(input: Input, caller: Caller): string {
  requireAny(caller, ['ManageProfilesPermissionsets', 'CustomizeApplication']);
  input.require(['ParentId', 'SobjectType']);
  const { org } = caller;
  const set = input.reference('ParentId', (id) => setOf(id, caller));
  const object = input.text('SobjectType') ?? '';
  if (!permittedObjects.includes(object)) {
    const problem = `Sobject Type Name: bad value for restricted picklist field: ${object}`;
    throw fail(400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', problem, ['SobjectType']);
  }
  const allows = objectRights.filter((right) => input.flag(`Permissions${right}`) === true);
  if (!allows.includes('Read')) {
    throw fail(400, 'FIELD_INTEGRITY_EXCEPTION', `Permission Read ${object} is required`, ['PermissionsRead']);
  }
  const permissions = org.data.objectPermissions ?? [];
  const known = permissions.find((each) => each.parentId === set.id && each.object === object);
  if (known) throw fail(400, 'DUPLICATE_VALUE', `duplicate value found: on record with id: ${known.id}`);
  const id = org.newId('110');
  org.data.objectPermissions = [...permissions, { id, parentId: set.id, object, allows }];
  org.changed();
  return id;
}

function setOf(id: string, { org }: Caller): PermissionSet | undefined {
  return org.data.permissionSets.find((set) => set.id === id);
}
