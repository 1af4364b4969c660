import { json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import { notFound, wrongMethod } from '../http/refusal.ts';
import { callsOfTheDay } from './api-usage.ts';
import { type Caller, requireAny } from './caller.ts';
import { describeObject, objectSummary } from './describe.ts';
import type { ObjectType } from './objects/object-type.ts';
import { objectNamed, objectsFor } from './objects/registry.ts';
import { continueQuery, startQuery } from './query-resource.ts';
import { createRecord, oneRecord } from './records/record-resource.ts';

const resourceNames = ['connect', 'limits', 'metadata', 'query', 'sobjects', 'tooling'];

/**
 * Answers a path below an API version, or below its `tooling`.
 *
 * @throws Refusal or SoqlError
 */
export function resourceAnswer(path: readonly string[], request: PracticeRequest, caller: Caller): PracticeResponse {
  const [resource, ...rest] = path;
  if (resource === undefined) return onlyGet(request, () => json(200, resourceMap(request, caller)));
  if (resource === 'limits' && rest.length === 0 && !caller.isTooling) return onlyGet(request, () => limits(caller));
  if (resource === 'query' && rest.length === 0) return onlyGet(request, () => startQuery(request, caller));
  if (resource === 'query' && rest.length === 1) return onlyGet(request, () => continueQuery(rest[0] ?? '', caller));
  if (resource === 'sobjects') return sobjects(rest, request, caller);
  throw notFound();
}

function isRead({ method }: PracticeRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

function onlyGet(request: PracticeRequest, answer: () => PracticeResponse): PracticeResponse {
  const { method } = request;
  if (!isRead(request)) throw wrongMethod(method, ['GET', 'HEAD']);
  return answer();
}

function resourceMap({ origin }: PracticeRequest, { org, user, version, isTooling }: Caller) {
  const api = `/services/data/v${version}`;
  if (isTooling) return { query: `${api}/tooling/query`, sobjects: `${api}/tooling/sobjects` };
  return {
    ...Object.fromEntries(resourceNames.map((name) => [name, `${api}/${name}`])),
    identity: `${origin}/id/${org.orgId}/${user.id}`,
  };
}

function limits(caller: Caller): PracticeResponse {
  requireAny(caller, ['ViewSetup']);
  const { used, max } = callsOfTheDay(caller.org);
  return json(200, { DailyApiRequests: { Max: max, Remaining: Math.max(0, max - used) } });
}

function sobjects(path: readonly string[], request: PracticeRequest, caller: Caller): PracticeResponse {
  const [name, id, ...rest] = path;
  if (name === undefined) return onlyGet(request, () => json(200, objectList(caller)));
  const object = objectNamed(name, caller);
  if (!object || rest.length > 0) throw notFound();
  if (id === undefined) return oneObject(object, request, caller);
  if (id === 'updated' || id === 'deleted') throw notFound();
  if (id === 'describe') return onlyGet(request, () => json(200, describeObject(object, caller)));
  return oneRecord({ object, id }, request, caller);
}

function objectList(caller: Caller) {
  return {
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: objectsFor(caller).map((object) => objectSummary(object, caller)),
  };
}

function oneObject(object: ObjectType, request: PracticeRequest, caller: Caller): PracticeResponse {
  if (!isRead(request)) return createRecord(object, request, caller);
  return json(200, { objectDescribe: objectSummary(object, caller), recentItems: [] });
}
