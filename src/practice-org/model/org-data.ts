import type { App } from './app.ts';
import type { AuthorizationCode } from './authorization-code.ts';
import type { BusinessRecord } from './business-record.ts';
import type { FieldMap } from './component.ts';
import type { DeployRecord } from './deploy-record.ts';
import type { KnobValue } from './knobs.ts';
import type { PairUser } from './pair-user.ts';
import type { LoginRow, Session } from './session.ts';
import type { Assignment, License, LicenseAssignment, ObjectPermission, PermissionSet, Profile, User } from './user.ts';

/** The contents of the state file. Users are left out while they are as the scenario made them. */
export interface OrgData {
  readonly format: 1;
  readonly scenario: string;
  /** 18 characters. */
  readonly orgId: string;
  /** Part of every username, so usernames of different practice orgs differ. */
  readonly domain: string;
  readonly name: string;
  isSandbox: boolean;
  /** When a refresh made this sandbox, in epoch ms. Its login history begins there. */
  refreshedAt?: number;
  readonly instanceName: string;
  /** When the scenario was made, in epoch ms. All ages in it count from here. */
  readonly seededAt: number;
  clockOffset: number;
  /** Counter for record ids. */
  counter: number;
  apiVersions: readonly number[];
  adminUserId: string;
  licenses: License[];
  profiles: Profile[];
  permissionSets: PermissionSet[];
  assignments: Assignment[];
  /** Missing in state files of earlier versions. */
  licenseAssignments?: LicenseAssignment[];
  objectPermissions?: ObjectPermission[];
  /** Accounts and contacts. Missing in state files of earlier versions. */
  records?: BusinessRecord[];
  /** Complete users that were created or changed after the start of the scenario. */
  changedUsers: User[];
  apps: App[];
  settings: FieldMap;
  knobs: Record<string, KnobValue>;
  sessions: Session[];
  logins: LoginRow[];
  deploys: DeployRecord[];
  auditTrail: { id: string; at: number; userId: string; action: string; section: string; display: string }[];
  /** `since` is when the current count began, in epoch ms; missing before the first call. */
  apiCalls: { used: number; max: number; since?: number };
  /** By app id: when the token endpoint sees the latest change of a policy or of credentials. */
  propagatesAt: Record<string, number>;
  /** Sign-ins whose client hasn't fetched its token yet. */
  authorizationCodes?: AuthorizationCode[];
  /** Addresses from which a sign-in gets its user frozen by Salesforce. Missing for none. */
  riskyAddresses?: string[];
  /** Those who sign in again and again with an app's credentials, if the scenario has any. */
  leaks?: PairUser[];
}
