import { json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import { answered, notFound, wrongMethod } from '../http/refusal.ts';
import type { OrgModel } from '../model/org.ts';
import type { Session } from '../model/session.ts';
import { countApiCall, withUsage } from './api-usage.ts';
import { callerOf, requireRest } from './caller.ts';
import { resourceAnswer } from './resources.ts';
import { isVersion, versionList } from './versions.ts';

/** Resources of an API version that are handled elsewhere in the practice org. */
const elsewhere = new Set(['apps', 'connect', 'metadata']);

/**
 * The REST API: versions, limits, queries, records and describe results, for the data API and the Tooling API.
 *
 * @param session the live session of the request's token, or null
 * @returns null for a path outside this API
 */
export function handleRest(org: OrgModel, request: PracticeRequest, session: Session | null): PracticeResponse | null {
  const [services, data, version, ...rest] = request.path.split('/').filter((part) => part !== '');
  if (services !== 'services' || data !== 'data') return null;
  if (version === undefined) return versions(org, request);
  if (elsewhere.has(rest[0] ?? '')) return null;
  const answer = answered(() => {
    if (!version.startsWith('v') || !isVersion(org, version.slice(1))) throw notFound();
    const live = requireRest(session);
    const isTooling = rest[0] === 'tooling';
    const refusal = countApiCall(org);
    if (refusal) throw refusal;
    const caller = callerOf(org, live, { version: version.slice(1), isTooling });
    return resourceAnswer(isTooling ? rest.slice(1) : rest, request, caller);
  });
  return withUsage(org, answer);
}

function versions(org: OrgModel, { method }: PracticeRequest): PracticeResponse {
  if (method === 'GET' || method === 'HEAD') return json(200, versionList(org));
  return wrongMethod(method, ['GET', 'HEAD']).response;
}
