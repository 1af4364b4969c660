import type { OrgModel } from '../model/org.ts';
import { isForRest } from '../model/session.ts';
import type { User } from '../model/user.ts';

/** The user who makes a call to the Metadata API. */
export interface Caller {
  readonly user: User;
  /** Names of user permissions as metadata writes them, e.g. `ModifyMetadata`. */
  readonly permissions: ReadonlySet<string>;
  /** The session's token is a JWT, which SOAP refuses. */
  readonly isJwt: boolean;
}

/** The caller of a token; null unless its session is live and may use this API. */
export function callerOf(org: OrgModel, token: string): Caller | null {
  const session = org.sessionOf(token);
  const isOpen = session && (session.kind === 'soap' || (session.scopes.length > 0 && isForRest(session)));
  return isOpen ? callerById(org, session.userId, session.isJwt) : null;
}

export function callerById(org: OrgModel, userId: string, isJwt = false): Caller | null {
  const user = org.userById(userId);
  return user?.isActive ? { user, permissions: org.permissionsOf(user), isJwt } : null;
}
