import { fail } from '../../http/refusal.ts';
import type { User } from '../../model/user.ts';
import { type Caller, requireAny } from '../caller.ts';
import { usedLicenses } from '../objects/profiles.ts';
import { rolesOf } from '../objects/user-roles.ts';
import type { Input } from './input.ts';

const required =
  'Username LastName Email Alias TimeZoneSidKey LocaleSidKey EmailEncodingKey ProfileId LanguageLocaleKey'.split(' ');

/** @throws Refusal without Manage Users, for missing or wrong fields, for a taken username, and if no license is left */
export function createUser(input: Input, caller: Caller): string {
  requireAny(caller, ['ManageUsers']);
  input.require(required);
  const { org } = caller;
  const blank: User = {
    id: '',
    username: '',
    firstName: '',
    lastName: '',
    email: '',
    isActive: true,
    userType: 'Standard',
    profileId: '',
    createdAt: org.now(),
    lastLoginAt: null,
    lastUiLoginAt: null,
    isFrozen: false,
    isPasswordLocked: false,
  };
  const user = { ...changedUser(blank, input, caller), id: org.newId('005') };
  org.putUser(user, caller.user.id);
  return user.id;
}

export function updateUser(user: User, input: Input, caller: Caller): void {
  requireAny(caller, ['ManageUsers']);
  caller.org.putUser(changedUser(user, input, caller), caller.user.id);
}

/** Freezing prevents new logins and tokens of the user. */
export function updateUserLogin(user: User, input: Input, caller: Caller): void {
  requireAny(caller, ['ManageUsers']);
  const isPasswordLocked = input.flag('IsPasswordLocked') ?? user.isPasswordLocked;
  if (isPasswordLocked && !user.isPasswordLocked) {
    throw fail(400, 'FIELD_INTEGRITY_EXCEPTION', 'A user can only be unlocked', ['IsPasswordLocked']);
  }
  const isFrozen = input.flag('IsFrozen') ?? user.isFrozen;
  if (isFrozen !== user.isFrozen) auditFreeze(user, isFrozen, caller);
  caller.org.putUser({ ...user, isPasswordLocked, isFrozen }, caller.user.id);
}

function auditFreeze({ username }: User, isFrozen: boolean, { org, user }: Caller): void {
  const verb = isFrozen ? 'froze' : 'unfroze';
  org.addSetupChange({
    userId: user.id,
    action: `${verb}user`,
    section: 'Manage Users',
    display: `${isFrozen ? 'Froze' : 'Unfroze'} user ${username}`,
  });
}

const ownTexts = [
  ['title', 'Title'],
  ['department', 'Department'],
  ['companyName', 'CompanyName'],
] as const;

function changedUser(user: User, input: Input, caller: Caller): User {
  const profileOf = (id: string) => caller.profiles.get(id);
  const changed: User = {
    ...user,
    username: input.text('Username') ?? user.username,
    firstName: input.text('FirstName') ?? user.firstName,
    lastName: input.text('LastName') ?? user.lastName,
    email: input.text('Email') ?? user.email,
    isActive: input.flag('IsActive') ?? user.isActive,
    profileId: input.text('ProfileId') === null ? user.profileId : input.reference('ProfileId', profileOf).id,
  };
  for (const [name, column] of ownTexts) {
    const given = input.text(column);
    if (given !== null) changed[name] = given;
  }
  if (input.text('ManagerId') !== null) {
    changed.managerId = input.reference('ManagerId', (id) => caller.org.users.get(id)).id;
  }
  if (input.text('UserRoleId') !== null) {
    changed.role = input.reference('UserRoleId', (id) => rolesOf(caller.org).find((role) => role.id === id)).name;
  }
  if (changed.username !== user.username) requireFreeUsername(changed, caller);
  if (changed.isActive && (!user.isActive || changed.profileId !== user.profileId))
    requireLicense(changed, user, caller);
  return changed;
}

function requireFreeUsername({ id, username }: User, { org }: Caller): void {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(username)) {
    throw fail(400, 'INVALID_EMAIL_ADDRESS', `Username: invalid email address: ${username}`, ['Username']);
  }
  const holder = org.userNamed(username);
  if (!holder || holder.id === id) return;
  throw fail(
    400,
    'DUPLICATE_USERNAME',
    'Duplicate Username. The username already exists in this or another Salesforce organization. Usernames must be unique across all Salesforce organizations.',
    ['Username'],
  );
}

function requireLicense(user: User, before: User, caller: Caller): void {
  const licenseId = caller.profiles.get(user.profileId)?.licenseId ?? '';
  const held = before.isActive ? caller.profiles.get(before.profileId)?.licenseId : undefined;
  const license = caller.org.data.licenses.find(({ id }) => id === licenseId);
  if (!license || held === licenseId || usedLicenses(licenseId, caller) < license.total) return;
  throw fail(400, 'LICENSE_LIMIT_EXCEEDED', `License Limit Exceeded: ${license.name}`);
}
