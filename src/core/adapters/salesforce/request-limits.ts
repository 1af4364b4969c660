import { idKey } from '../../plain/ids.ts';
import { createTurns, type Turns } from '../../plain/turns.ts';
import { listenForSlowness, type SlowAnswer } from './slow-answers.ts';

/**
 * The number of parallel requests from one process to one org. Salesforce allows an org 25 requests that run longer than 20 s
 * (5 in a developer or trial org) and refuses all others, including those of integrations. Ten leaves most of these to others
 * if the org is slow, and is more than enough if it is fast.
 */
export const requestsAtOnce = 10;

/** One request queue per org. */
export interface RequestLimits {
  of(orgId: string): Turns;
}

/** @param slow told of an org that doesn't answer for a while */
export function createRequestLimits(atOnce = requestsAtOnce, slow?: SlowAnswer): RequestLimits {
  const orgs = new Map<string, Turns>();
  return {
    of: (orgId) => {
      const id = idKey(orgId);
      const known = orgs.get(id) ?? createTurns(atOnce);
      if (slow && !orgs.has(id)) listenForSlowness(known, slow);
      orgs.set(id, known);
      return known;
    },
  };
}
