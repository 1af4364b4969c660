import { json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import { answered, fail, invalidSession, notFound, wrongMethod } from '../http/refusal.ts';
import type { App, Consumer } from '../model/app.ts';
import { isSameId } from '../model/ids.ts';
import type { OrgModel } from '../model/org.ts';
import type { Session } from '../model/session.ts';
import { requireRest } from '../rest/caller.ts';
import {
  type Call,
  invalidId,
  noSuchApp,
  requireAdmin,
  requireOwnApp,
  requireSecrets,
  requireStaging,
  requireViewer,
} from './access.ts';
import { credentialsView, type Part } from './credential-views.ts';
import { answerStagedCollection, answerStagedOne } from './staged-resource.ts';
import { listTokens, listUsage, listUsers, revokeToken, revokeTokens } from './usage-resource.ts';

/** API version that added each resource. */
const since = { usage: 59, credentials: 60, staged: 65 } as const;

/** Answers requests for app usage and app credentials. @returns null for other paths */
export function handleCredentials(org: OrgModel, request: PracticeRequest, session: Session): PracticeResponse | null {
  const path = /^(\/services\/data\/v(\d{2,3}\.\d)\/apps\/oauth)\/(.*[^/])\/?$/.exec(request.path);
  if (!path) return null;
  const [, root = '', version = '', rest = ''] = path;
  return answered(() => {
    requireRest(session);
    const user = org.userById(session.userId);
    if (!user || (session.isJwt && !org.knob('jwtAdmin'))) throw invalidSession();
    const permissions = org.permissionsOf(user);
    const call: Call = { org, request, root, version: Number(version), userId: user.id, permissions };
    if (!org.apiVersions.includes(call.version)) throw notFound();
    requireViewer(org, permissions);
    const [first, ...parts] = rest.split('/');
    if (first === 'usage' && call.version >= since.usage) return answerUsage(call, parts);
    if (first === 'credentials' && call.version >= since.credentials) return answerCredentials(call, parts);
    throw notFound();
  });
}

function answerUsage(call: Call, parts: readonly string[]): PracticeResponse {
  const { org, permissions } = call;
  const { method } = call.request;
  const [one = '', two, three, ...more] = parts;
  if (more.length > 0) throw notFound();
  if (method === 'DELETE') requireAdmin(org, permissions);
  else if (method !== 'GET') throw wrongMethod(method, parts.length === 0 ? ['GET'] : ['GET', 'DELETE']);
  const isDelete = method === 'DELETE';
  if (parts.length === 0 && !isDelete) return listUsage(call);
  if (one === 'tokens' && two !== undefined && three === undefined && isDelete) return revokeToken(org, two);
  const app = appOf(org, one);
  if (two === 'users' && three === undefined && !isDelete) return listUsers(call, app);
  if (two === 'tokens' && three === undefined && isDelete) return revokeTokens(org, app, null);
  if (two === undefined || three !== 'tokens') throw notFound();
  return isDelete ? revokeTokens(org, app, two) : listTokens(call, app, two);
}

function answerCredentials(call: Call, parts: readonly string[]): PracticeResponse {
  const { org, request } = call;
  const [appId = '', consumerId, staged, stagedId, ...more] = parts;
  if (more.length > 0 || (staged !== undefined && staged !== 'staged')) throw notFound();
  if (staged && call.version < since.staged) throw notFound();
  const app = appOf(org, appId);
  requireOwnApp(org, app);
  if (consumerId === undefined) return listConsumers(call, app);
  if (staged) requireStaging(org);
  const onConsumer = { ...call, app, consumer: consumerOf(app, consumerId) };
  if (stagedId !== undefined) return answerStagedOne(onConsumer, stagedId);
  if (staged) return answerStagedCollection(onConsumer);
  requireGet(request);
  const part = partOf(request);
  if (part !== 'key') requireSecrets(org, call.permissions);
  return json(200, credentialsView(onConsumer, part));
}

function listConsumers(call: Call, app: App): PracticeResponse {
  requireGet(call.request);
  const consumers = app.consumers.map((consumer) => credentialsView({ ...call, app, consumer }, 'key'));
  return json(200, { consumers, currentPageUrl: `${call.root}/credentials/${app.id}` });
}

/** Without a part in the request, the answer holds only the key. */
function partOf(request: PracticeRequest): Part {
  const part = (request.query.get('part') ?? 'key').toLowerCase();
  if (part === 'key' || part === 'secret' || part === 'keyandsecret') return part;
  throw fail(400, 'INVALID_API_INPUT', `Invalid value for part: ${part}`);
}

function requireGet({ method }: PracticeRequest): void {
  if (method !== 'GET') throw wrongMethod(method, ['GET']);
}

function appOf(org: OrgModel, id: string): App {
  if (!isIdOf('0xI', id)) throw invalidId(id);
  const app = org.appById(id);
  if (!app) throw noSuchApp(org, id);
  return app;
}

function consumerOf(app: App, id: string): Consumer {
  if (!isIdOf('888', id)) throw invalidId(id);
  const consumer = app.consumers.find((one) => isSameId(one.id, id));
  if (!consumer) throw notFound();
  return consumer;
}

function isIdOf(prefix: string, id: string): boolean {
  return id.startsWith(prefix) && /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(id);
}
