import { day, minute, second } from '../plain/time.ts';

/** How long Salesforce keeps a staged pair, and a former one in its overlap (contract: Connect REST, life cycle). */
export const overlapMs = 30 * day;

/** A pair younger than this may be unknown to some servers of Salesforce yet, whatever they answer. */
export const freshPairMs = 5 * minute;

/** A request whose answer never came may still be on its way to the org: it is looked at again after this long. */
export const inFlightMs = 5 * second;
