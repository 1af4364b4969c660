import type { App } from './app.ts';
import type { AuthorizationCode } from './authorization-code.ts';
import type { FieldMap } from './component.ts';
import type { DeployRecord } from './deploy-record.ts';
import type { KnobValue } from './knobs.ts';
import type { PairUser } from './pair-user.ts';
import type { LoginRow, Session } from './session.ts';
import type { Assignment, License, LicenseAssignment, ObjectPermission, PermissionSet, Profile, User } from './user.ts';

/** What stands in the state file: everything but the users that are still as the scenario made them. */
export interface OrgData {
  readonly format: 1;
  readonly scenario: string;
  /** 18 characters. */
  readonly orgId: string;
  /** Part of every username, so that no two practice orgs share one. */
  readonly domain: string;
  readonly name: string;
  isSandbox: boolean;
  readonly instanceName: string;
  /** When the scenario was made; ages in it count from here. Epoch ms. */
  readonly seededAt: number;
  clockOffset: number;
  /** For record ids. */
  counter: number;
  apiVersions: readonly number[];
  adminUserId: string;
  licenses: License[];
  profiles: Profile[];
  permissionSets: PermissionSet[];
  assignments: Assignment[];
  /** Missing in states of before they were there. */
  licenseAssignments?: LicenseAssignment[];
  objectPermissions?: ObjectPermission[];
  /** Users that were changed or made since the seed, whole. */
  changedUsers: User[];
  apps: App[];
  settings: FieldMap;
  knobs: Record<string, KnobValue>;
  sessions: Session[];
  logins: LoginRow[];
  deploys: DeployRecord[];
  auditTrail: { id: string; at: number; userId: string; action: string; section: string; display: string }[];
  /** `since` is when counting began for the last time, in epoch ms; missing before the first call. */
  apiCalls: { used: number; max: number; since?: number };
  /** Instant before which a changed policy or pair isn't seen by the token endpoint yet, by app id. */
  propagatesAt: Record<string, number>;
  /** Sign-ins whose client hasn't fetched its token yet. */
  authorizationCodes?: AuthorizationCode[];
  /** Those who use a pair by themselves, where the scenario has any. */
  leaks?: PairUser[];
}
