import type { CleanText } from '../plain/outside-text.ts';
/** Facts about a possible execution user. All text is untrusted text from the org. */
export interface UserFacts {
  readonly id: string;
  readonly username: CleanText;
  readonly name: CleanText;
  readonly isActive: boolean;
  /** null if the signed-in person may not see it (needs Manage Users). */
  readonly isFrozen: boolean | null;
  /** When the user was last frozen or unfrozen, in epoch ms, and whether a person did it. Missing if the org doesn't show it. */
  readonly freeze?: { readonly changedAt: number | null; readonly isByPerson: boolean };
  /** `Standard` for internal users. */
  readonly userType: CleanText;
  readonly profileName: CleanText;
  readonly licenseName: CleanText;
  readonly isApiOnly: boolean;
  /** Permissions from `riskyPowers` that profile or permission sets grant, for example `ModifyAllData`. */
  readonly powers: readonly Power[];
  /** Last login of any kind, in epoch ms; null if never or unknown. */
  readonly lastLoginAt: number | null;
  /** Last browser login, in epoch ms; null if none is known. */
  readonly lastUiLoginAt: number | null;
  /** Developer names of other apps whose client credentials flow runs as this user. */
  readonly otherApps: readonly CleanText[];
  /** Names of the user's permission sets, limited to those that matter for the app's policy. */
  readonly permissionSets: readonly CleanText[];
}

export const riskyPowers = [
  'ModifyAllData',
  'ViewAllData',
  'ManageUsers',
  'CustomizeApplication',
  'AuthorApex',
] as const;
export type Power = (typeof riskyPowers)[number];

/** One page of candidates. `total` counts all matching active internal users. */
export interface UserPage {
  readonly users: readonly UserFacts[];
  readonly total: number;
}

export interface UserSearch {
  /** The search text; empty for the first page. The server matches it with name and username. */
  readonly text: string;
  /** Most rows to return. */
  readonly limit: number;
}

/** Name of the user license for integrations. */
export const integrationLicense = 'Salesforce Integration';
/** The standard administrator profile. Every org has it, whatever permissions were removed from it. */
export const administratorProfile = 'System Administrator';

/** Whether the user is an administrator. Administrators are never preselected and need a typed reason. */
export function isPrivileged(user: UserFacts): boolean {
  return user.powers.includes('ModifyAllData') || user.profileName === administratorProfile;
}

/** Whether the user works in the browser and isn't a machine. */
export function isPerson(user: UserFacts): boolean {
  return !user.isApiOnly && user.lastUiLoginAt !== null;
}

export function isIntegration(user: UserFacts): boolean {
  return user.licenseName === integrationLicense;
}

/** Why a user can't be the execution user. */
export type Unfitness = 'inactive' | 'frozen' | 'not-internal' | 'no-license';

export function unfitness(user: UserFacts): Unfitness | null {
  if (!user.isActive) return 'inactive';
  if (user.isFrozen) return 'frozen';
  if (user.userType !== 'Standard') return 'not-internal';
  return user.licenseName.trim() === '' ? 'no-license' : null;
}
