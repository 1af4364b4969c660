import { fail, invalidSession } from '../http/refusal.ts';
import type { OrgModel } from '../model/org.ts';
import { isForRest, type Session } from '../model/session.ts';
import type { Profile, User } from '../model/user.ts';
import { permissionSetRows, type SetRow } from './permission-set-rows.ts';

/** The user and address of a request. Every row is shown as this user sees it. */
export interface Caller {
  readonly org: OrgModel;
  readonly user: User;
  readonly session: Session;
  readonly permissions: ReadonlySet<string>;
  /** As in the path, for example `65.0`. */
  readonly version: string;
  readonly isTooling: boolean;
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Includes the permission sets that belong to profiles. */
  readonly permissionSets: ReadonlyMap<string, SetRow>;
}

/** @throws Refusal if the session's user no longer exists */
export function callerOf(org: OrgModel, session: Session, at: { version: string; isTooling: boolean }): Caller {
  const user = org.userById(session.userId);
  if (!user) throw invalidSession();
  return {
    ...at,
    org,
    user,
    session,
    permissions: org.permissionsOf(user),
    profiles: new Map(org.data.profiles.map((profile) => [profile.id, profile])),
    permissionSets: permissionSetRows(org.data),
  };
}

/** Base path of the requested API: `/services/data/v65.0`, or its `tooling`. */
export function apiPath({ version, isTooling }: Caller): string {
  return `/services/data/v${version}${isTooling ? '/tooling' : ''}`;
}

/** @throws Refusal without a session that the REST API accepts */
export function requireRest(session: Session | null): Session {
  if (session === null) throw invalidSession();
  if (isForRest(session)) return session;
  throw fail(401, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API');
}

/** @throws Refusal unless the caller has one of the permissions */
export function requireAny(caller: Caller, permissions: readonly string[]): void {
  if (permissions.some((name) => caller.permissions.has(name))) return;
  throw fail(
    403,
    'INSUFFICIENT_ACCESS',
    'You do not have the level of access necessary to perform the operation you requested.',
  );
}
