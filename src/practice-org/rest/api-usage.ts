import type { PracticeResponse } from '../http/message.ts';
import type { OrgModel } from '../model/org.ts';
import { fail, type Refusal } from './refusal.ts';

/** Counts a call to the API. Returns a refusal when the org has none left for the day, else null. */
export function countApiCall(org: OrgModel): Refusal | null {
  const { apiCalls } = org.data;
  if (apiCalls.used >= apiCalls.max) return fail(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  apiCalls.used += 1;
  org.touched();
  return null;
}

/** The answer with the header that tells how many calls are used. */
export function withUsage(org: OrgModel, response: PracticeResponse): PracticeResponse {
  const { used, max } = org.data.apiCalls;
  return { ...response, headers: { ...response.headers, 'sforce-limit-info': `api-usage=${used}/${max}` } };
}
