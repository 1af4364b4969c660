import { empty, json, type PracticeResponse, restInstant } from '../http/message.ts';
import { notFound } from '../http/refusal.ts';
import { type App, fieldOf, isFieldTrue } from '../model/app.ts';
import { isSameId } from '../model/ids.ts';
import type { OrgModel } from '../model/org.ts';
import type { Session } from '../model/session.ts';
import { endSessions } from '../oauth/token-care.ts';
import type { Call } from './access.ts';
import { paged } from './paging.ts';

/** GET …/usage. The list leaves out apps without any sign-in if knob `usageHidesUnused` is on. @throws Refusal */
export function listUsage({ org, request, root }: Call): PracticeResponse {
  const page = paged(usedApps(org), { request, url: `${root}/usage` });
  const apps = page.items.map((app) => ({
    accessTokenFormat: tokenFormat(app),
    availableActions: app.namespace === null ? 'Block' : 'Install',
    description: fieldOf(app, 'ExternalClientApplication', 'description'),
    developerName: app.developerName,
    identifier: app.id,
    isFromPackage: app.namespace !== null,
    usageDetailsUrl: `${root}/usage/${app.id}/users`,
  }));
  return json(200, { apps, currentPageUrl: page.currentPageUrl, nextPageUrl: page.hasMore ? page.nextPageUrl : null });
}

/** GET …/usage/{app}/users: users with refresh tokens. @throws Refusal */
export function listUsers(call: Call, app: App): PracticeResponse {
  const { org, request, root } = call;
  const byUser = Map.groupBy(refreshSessions(org, app), ({ userId }) => userId);
  const url = `${root}/usage/${app.id}/users`;
  const page = paged([...byUser.values()], { request, url });
  const users = page.items.map((sessions) =>
    usageView(call, { app, sessions, revocationUrl: `${root}/usage/${app.id}/${sessions[0]?.userId}/tokens` }),
  );
  return json(200, { users, currentPageUrl: page.currentPageUrl, nextPageUrl: page.nextPageUrl });
}

/** GET …/usage/{app}/{user}/tokens. @throws Refusal */
export function listTokens(call: Call, app: App, userId: string): PracticeResponse {
  const { org, request, root } = call;
  const own = refreshSessions(org, app).filter((session) => isSameId(session.userId, userId));
  const byToken = Map.groupBy(own, ({ refreshToken }) => refreshToken);
  const page = paged([...byToken.values()], { request, url: `${root}/usage/${app.id}/${userId}/tokens` });
  const tokens = page.items.map((sessions) =>
    usageView(call, { app, sessions, revocationUrl: `${root}/usage/tokens/${sessions[0]?.id}` }),
  );
  return json(200, { tokens, currentPageUrl: page.currentPageUrl, nextPageUrl: page.nextPageUrl });
}

/** DELETE …/usage/{app}/tokens and …/usage/{app}/{user}/tokens. Sessions without a refresh token continue. */
export function revokeTokens(org: OrgModel, app: App, userId: string | null): PracticeResponse {
  const sessions = refreshSessions(org, app);
  endSessions(org, userId === null ? sessions : sessions.filter((session) => isSameId(session.userId, userId)));
  return empty(204);
}

/** DELETE …/usage/tokens/{id}. @throws Refusal when the token doesn't exist */
export function revokeToken(org: OrgModel, id: string): PracticeResponse {
  const token = org.data.sessions.find((session) => session.refreshToken !== null && isSameId(session.id, id));
  if (!token) throw notFound();
  endSessions(
    org,
    org.data.sessions.filter(({ refreshToken }) => refreshToken === token.refreshToken),
  );
  return empty(204);
}

interface Usage {
  readonly app: App;
  readonly sessions: readonly Session[];
  readonly revocationUrl: string;
}

/** Each sign-in and each refresh makes a session, so the number of sessions is the use count of the token. */
function usageView({ org }: Call, { app, sessions, revocationUrl }: Usage) {
  const userId = sessions[0]?.userId ?? '';
  return {
    accessTokenFormat: tokenFormat(app),
    appDeveloperName: app.developerName,
    appIdentifier: app.id,
    initialConnectionAt: restInstant(Math.min(...sessions.map(({ createdAt }) => createdAt))),
    lastUsedAt: restInstant(Math.max(...sessions.map(({ lastUsedAt }) => lastUsedAt))),
    revocationUrl,
    useCount: sessions.length,
    userIdentifier: userId,
    username: org.userById(userId)?.username ?? null,
  };
}

function usedApps(org: OrgModel): readonly App[] {
  if (org.knob('usageHidesUnused') !== true) return org.data.apps;
  const clients = new Set(org.data.sessions.map(({ client }) => client));
  const labels = new Set(org.data.logins.map(({ application }) => application));
  return org.data.apps.filter(({ developerName, label }) => clients.has(developerName) || labels.has(label));
}

function refreshSessions(org: OrgModel, app: App): Session[] {
  return org.data.sessions.filter(({ client, refreshToken }) => refreshToken !== null && client === app.developerName);
}

function tokenFormat(app: App): 'JWT' | 'Opaque' {
  return isFieldTrue(app, 'ExtlClntAppGlobalOauthSettings', 'isNamedUserJwtEnabled') ? 'JWT' : 'Opaque';
}
