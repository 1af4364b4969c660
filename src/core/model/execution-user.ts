/** Facts about a user who might become the execution user; everything text is from the org and untrusted. */
export interface UserFacts {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly isActive: boolean;
  /** null where the person may not see it (needs Manage Users). */
  readonly isFrozen: boolean | null;
  /** `Standard` for internal users. */
  readonly userType: string;
  readonly profileName: string;
  readonly licenseName: string;
  readonly isApiOnly: boolean;
  /** Powers granted by profile or permission sets, e.g. `ModifyAllData`; only those in `riskyPowers`. */
  readonly powers: readonly Power[];
  /** Epoch ms of the last login of any kind; null when never or unknown. */
  readonly lastLoginAt: number | null;
  /** Epoch ms of the last login through a browser; null when none is known. */
  readonly lastUiLoginAt: number | null;
  /** Developer names of the other apps whose client credentials flow runs as this user. */
  readonly otherApps: readonly string[];
  /** Names of the permission sets assigned to the user, as far as they matter for the app's policy. */
  readonly permissionSets: readonly string[];
}

export const riskyPowers = [
  'ModifyAllData',
  'ViewAllData',
  'ManageUsers',
  'CustomizeApplication',
  'AuthorApex',
] as const;
export type Power = (typeof riskyPowers)[number];

/** A page of candidates. `total` counts all active internal users that match. */
export interface UserPage {
  readonly users: readonly UserFacts[];
  readonly total: number;
}

export interface UserSearch {
  /** What the person typed; empty for the first screen. Matched on name and username, on the server. */
  readonly text: string;
  /** At most this many rows come back. */
  readonly limit: number;
}

/** Name of the user license that Salesforce sells for integrations. */
export const integrationLicense = 'Salesforce Integration';
/** The standard profile whose name every org has, whatever was taken out of it. */
export const administratorProfile = 'System Administrator';

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

/** Why a user can't be the execution user at all; null for everybody else. */
export type Unfitness = 'inactive' | 'frozen' | 'not-internal' | 'no-license';

export function unfitness(user: UserFacts): Unfitness | null {
  if (!user.isActive) return 'inactive';
  if (user.isFrozen) return 'frozen';
  if (user.userType !== 'Standard') return 'not-internal';
  return user.licenseName.trim() === '' ? 'no-license' : null;
}
