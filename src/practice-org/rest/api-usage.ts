import type { PracticeResponse } from '../http/message.ts';
import { fail, type Refusal } from '../http/refusal.ts';
import type { OrgModel } from '../model/org.ts';

const day = 86_400_000;

/** API calls of the last day. A real org counts them by the hour; this one resets the count once a day. */
export function callsOfTheDay(org: OrgModel): { used: number; readonly max: number } {
  const { apiCalls } = org.data;
  const at = org.now();
  if (at - (apiCalls.since ?? at) >= day) apiCalls.used = 0;
  if (apiCalls.used === 0) apiCalls.since = at;
  return apiCalls;
}

/** Counts an API call. @returns a refusal if the daily limit is used up, else null */
export function countApiCall(org: OrgModel): Refusal | null {
  const apiCalls = callsOfTheDay(org);
  if (apiCalls.used >= apiCalls.max) return fail(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  apiCalls.used += 1;
  org.touched();
  return null;
}

/** Adds the header that reports the API usage. */
export function withUsage(org: OrgModel, response: PracticeResponse): PracticeResponse {
  const { used, max } = org.data.apiCalls;
  return { ...response, headers: { ...response.headers, 'sforce-limit-info': `api-usage=${used}/${max}` } };
}
