import type { PermittedUsersPolicy } from '../model/app.ts';
import type { Power, UserFacts } from '../model/execution-user.ts';
import { formatDuration } from '../plain/duration.ts';
import { countOf, plainText } from '../plain/text.ts';

export interface RankContext {
  /** null where the app has no policy yet or it can't be seen. */
  readonly appPolicy: PermittedUsersPolicy | null;
  /** Names of the permission sets through which the app admits users. */
  readonly allowedPermissionSets: readonly string[];
  /** Names of the profiles through which the app admits users. */
  readonly allowedProfiles?: readonly string[];
  /** Epoch ms. */
  readonly now: number;
  /** Id of the person who runs the setup. */
  readonly selfUserId: string;
}

/** Name of the user licence that Salesforce sells for integrations. */
export const integrationLicense = 'Salesforce Integration';
/** The standard profile whose name every org has, whatever was taken out of it. */
const administratorProfile = 'System Administrator';
const day = 86_400_000;

const powerWords: Readonly<Record<Power, string>> = {
  ModifyAllData: 'can modify all data',
  ViewAllData: 'can view all data',
  ManageUsers: 'can manage users',
  CustomizeApplication: 'can customize the application',
  AuthorApex: 'can author Apex',
};

/** Administrators: they are never preselected and need a typed reason. */
export function isPrivileged(user: UserFacts): boolean {
  return user.powers.includes('ModifyAllData') || user.profileName === administratorProfile;
}

/** Someone who works in the browser, not a machine. */
export function isPerson(user: UserFacts): boolean {
  return !user.isApiOnly && user.lastUiLoginAt !== null;
}

export function isIntegration(user: UserFacts): boolean {
  return user.licenseName === integrationLicense;
}

/** Whether the app's policy lets the user in; under a policy that can't be seen, the token will tell. */
export function isAdmitted(user: UserFacts, context: RankContext): boolean {
  if (context.appPolicy !== 'AdminApprovedPreAuthorized') return true;
  if (context.allowedProfiles?.includes(user.profileName)) return true;
  return user.permissionSets.some((name) => context.allowedPermissionSets.includes(name));
}

/** Why a user can't be the execution user at all, and what to do about it; null for everybody else. */
export function unfitness(user: UserFacts): { readonly problem: string; readonly cure: string } | null {
  const username = plainText(user.username);
  if (!user.isActive) return { problem: 'inactive', cure: `Setup ▸ Users ▸ ${username} ▸ Edit ▸ Active.` };
  if (user.isFrozen) return { problem: 'frozen', cure: `Setup ▸ Users ▸ ${username} ▸ Unfreeze.` };
  if (user.userType !== 'Standard') {
    const type = plainText(user.userType, 40) || 'unknown';
    return { problem: `not an internal user (${type})`, cure: 'Choose an internal user of the org.' };
  }
  if (user.licenseName.trim() === '') {
    return { problem: 'no user licence', cure: `Setup ▸ Users ▸ ${username} ▸ Edit ▸ User License.` };
  }
  return null;
}

/** What speaks for and against a user, in words, the weightiest first. */
export function reasonsOf(user: UserFacts, context: RankContext): readonly string[] {
  const unfit = unfitness(user);
  return [
    ...(unfit ? [unfit.problem] : []),
    ...powerReasons(user),
    ...kindReasons(user, context),
    ...(user.otherApps.length > 0 ? [`runs ${countOf(user.otherApps.length, 'more app')}`] : []),
    ...(isAdmitted(user, context) ? [] : [notAdmitted(context)]),
  ];
}

function powerReasons(user: UserFacts): readonly string[] {
  // Modify All Data brings most of the others with it.
  if (user.powers.includes('ModifyAllData')) return [powerWords.ModifyAllData];
  const words = user.powers.map((power) => powerWords[power]);
  return user.profileName === administratorProfile ? ['administrator profile', ...words] : words;
}

function kindReasons(user: UserFacts, { now, selfUserId }: RankContext): readonly string[] {
  const kind = user.isApiOnly ? 'API only' : isPerson(user) ? 'person' : 'not API only';
  return [
    ...(user.id === selfUserId ? ['you'] : []),
    kind,
    ...(isIntegration(user) ? ['integration'] : []),
    ...(user.lastUiLoginAt === null ? [] : [signedIn(user.lastUiLoginAt, now)]),
  ];
}

function signedIn(at: number, now: number): string {
  return now - at < day ? 'signed in today' : `signed in ${formatDuration(now - at)} ago`;
}

function notAdmitted({ allowedPermissionSets }: RankContext): string {
  const sets = allowedPermissionSets.map((name) => plainText(name, 80));
  if (sets.length === 0) return 'not approved for this app: its policy names no permission set';
  return `not approved for this app: needs permission set ${sets.join(' or ')}`;
}
