import { json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import { isSameId } from '../model/ids.ts';
import type { OrgModel } from '../model/org.ts';
import type { Session } from '../model/session.ts';
import { nameOf, type User } from '../model/user.ts';
import { accessToken } from './oauth-request.ts';
import { identityUrl } from './session-tokens.ts';

const identityScopes = ['id', 'openid', 'profile', 'full', 'web'];

/** GET and POST /services/oauth2/userinfo */
export function answerUserinfo(org: OrgModel, request: PracticeRequest): PracticeResponse {
  const session = org.sessionOf(accessToken(request));
  const user = session && org.userById(session.userId);
  if (!user) return forbidden(accessToken(request) === '' ? 'Missing_OAuth_Token' : 'Bad_OAuth_Token');
  if (org.knob('userinfoNeedsScope') && !session.scopes.some((scope) => identityScopes.includes(scope))) {
    return forbidden('Bad_OAuth_Token');
  }
  return json(200, {
    sub: identityUrl(org, user.id, request.origin),
    preferred_username: user.username,
    nickname: nickname(user),
    name: nameOf(user),
    given_name: user.firstName,
    family_name: user.lastName,
    zoneinfo: 'UTC',
    profile: `${request.origin}/${user.id}`,
    address: {},
    ...facts(org, user, request.origin),
  });
}

/** GET and POST /id/{org id}/{user id} */
export function answerIdentity(
  org: OrgModel,
  request: PracticeRequest,
  ids: readonly [string, string],
): PracticeResponse {
  const session = org.sessionOf(accessToken(request));
  if (!session) return forbidden(accessToken(request) === '' ? 'Missing_OAuth_Token' : 'Bad_OAuth_Token');
  if (!isSameId(ids[0], org.orgId)) return forbidden('Wrong_Org');
  const user = org.userById(ids[1]);
  if (!user) return forbidden('Bad_Id');
  if (!maySee(org, session, user)) return forbidden('No_Access');
  const id = identityUrl(org, user.id, request.origin);
  return json(200, {
    id,
    asserted_user: session.userId === user.id,
    username: user.username,
    nick_name: nickname(user),
    display_name: nameOf(user),
    first_name: user.firstName,
    last_name: user.lastName,
    timezone: 'UTC',
    ...facts(org, user, request.origin),
    is_app_installed: true,
  });
}

function maySee(org: OrgModel, session: Session, user: User): boolean {
  if (session.userId === user.id) return true;
  const caller = org.userById(session.userId);
  return caller !== null && org.permissionsOf(caller).has('ViewSetup');
}

function urls(origin: string, org: OrgModel, user: User): Readonly<Record<string, string>> {
  const data = `${origin}/services/data/v{version}`;
  return {
    enterprise: `${origin}/services/Soap/c/{version}/${org.orgId.slice(0, 15)}`,
    metadata: `${origin}/services/Soap/m/{version}/${org.orgId.slice(0, 15)}`,
    partner: `${origin}/services/Soap/u/{version}/${org.orgId.slice(0, 15)}`,
    rest: `${data}/`,
    sobjects: `${data}/sobjects/`,
    query: `${data}/query/`,
    tooling_rest: `${data}/tooling/`,
    profile: `${origin}/${user.id}`,
    custom_domain: origin,
  };
}

/** User data that both answers contain. */
function facts(org: OrgModel, user: User, origin: string) {
  return {
    user_id: user.id,
    organization_id: org.orgId,
    email: user.email,
    email_verified: true,
    photos: { picture: `${origin}/profilephoto/005/F`, thumbnail: `${origin}/profilephoto/005/T` },
    urls: urls(origin, org, user),
    active: user.isActive,
    user_type: user.userType.toUpperCase(),
    language: 'en_US',
    locale: 'en_US',
    utcOffset: 0,
  };
}

function nickname(user: User): string {
  return user.username.split('@')[0] ?? user.username;
}

function forbidden(reason: string): PracticeResponse {
  return { status: 403, headers: { 'content-type': 'text/html;charset=UTF-8' }, body: reason };
}
