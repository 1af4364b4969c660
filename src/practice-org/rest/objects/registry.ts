import type { Caller } from '../caller.ts';
import { appPolicies, externalClientApplication, oauthPolicies, oauthSettings } from './apps.ts';
import { authSession, oauthToken } from './auth-sessions.ts';
import { account, contact } from './business-objects.ts';
import { loginHistory } from './login-history.ts';
import { objectPermissions } from './object-permissions.ts';
import type { ObjectType } from './object-type.ts';
import { permissionSetAssignment } from './permission-set-assignments.ts';
import { permissionSetLicense, permissionSetLicenseAssign } from './permission-set-licenses.ts';
import { permissionSet, userPermissionAccess } from './permission-sets.ts';
import { profile, userLicense } from './profiles.ts';
import { appSettings, deployRequest, organization, setupAuditTrail } from './setup.ts';
import { setupEntityAccess } from './setup-entity-access.ts';
import { userRole } from './user-roles.ts';
import { user, userLogin } from './users.ts';

const objects: readonly ObjectType[] = [
  account,
  appPolicies,
  appSettings,
  authSession,
  contact,
  deployRequest,
  externalClientApplication,
  loginHistory,
  oauthPolicies,
  oauthSettings,
  oauthToken,
  objectPermissions,
  organization,
  permissionSet,
  permissionSetAssignment,
  permissionSetLicense,
  permissionSetLicenseAssign,
  profile,
  setupAuditTrail,
  setupEntityAccess,
  user,
  userLicense,
  userLogin,
  userPermissionAccess,
  userRole,
];
const byName = new Map(objects.map((each) => [each.name.toLowerCase(), each]));

/** The object with this name, without case, or null if the org or the API doesn't have it. */
export function objectNamed(name: string, caller: Caller): ObjectType | null {
  const found = byName.get(name.toLowerCase());
  return found && hasObject(found, caller) ? found : null;
}

export function objectsFor(caller: Caller): ObjectType[] {
  return objects.filter((each) => hasObject(each, caller));
}

function hasObject(object: ObjectType, caller: Caller): boolean {
  const isOfApi = object.api === 'both' || (object.api === 'tooling') === caller.isTooling;
  return isOfApi && (object.isThere?.(caller) ?? true);
}

export function objectNames(): string[] {
  return objects.map(({ name }) => name);
}

/** Whether the practice org has this object at all, for anybody. */
export function hasRecords(name: string): boolean {
  return byName.has(name.toLowerCase());
}

/** The object that a relationship leads to, in either API. */
export function parentObject(name: string): ObjectType | null {
  return byName.get(name.toLowerCase()) ?? null;
}
