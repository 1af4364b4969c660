import { day, minute, second } from '../plain/time.ts';

/** How long Salesforce keeps staged and previous credentials (contract: Connect REST, life cycle). */
export const overlapMs = 30 * day;

/** Some Salesforce servers may not know credentials younger than this yet, so their answers prove nothing. */
export const freshPairMs = 5 * minute;

/** After a lost answer, keyturn waits this long before it checks the org: the request may still be in progress. */
export const inFlightMs = 5 * second;
