import { idKey } from '../../plain/ids.ts';
import { createTurns, type Turns } from '../../plain/turns.ts';

/**
 * Requests that one process has on their way to one org. Salesforce lets an org run 25 requests of more than 20 s at once
 * (5 in a developer or trial org) and refuses every further one, also those of the integrations that are looked after here.
 * Ten leave most of that to others when the org is slow, and are answered faster than they can be worked on when it is not.
 */
export const requestsAtOnce = 10;

/** One line of requests an org, whoever sends them. */
export interface RequestLimits {
  of(orgId: string): Turns;
}

export function createRequestLimits(atOnce = requestsAtOnce): RequestLimits {
  const orgs = new Map<string, Turns>();
  return {
    of: (orgId) => {
      const id = idKey(orgId);
      const known = orgs.get(id) ?? createTurns(atOnce);
      orgs.set(id, known);
      return known;
    },
  };
}
