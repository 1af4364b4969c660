import { createTurns, type Turns } from '../../plain/turns.ts';

/** From here on, an answer is large. In bytes. */
export const largeBytes = 256 * 1024;

/**
 * Large answers of an org are received one at a time: it may send ten at once, and they need memory until they are read. By the
 * request queue of the org, so that a slow org delays no other one.
 */
const ofOrgs = new WeakMap<Turns, Turns>();
/** Of all orgs together. keyturn doesn't ask so many orgs at once (`orgsAtOnce`), so no answer waits for another org. */
const overall = createTurns(8);
/** What is built from an answer needs many times its size. No org can prolong this: it takes only processor time. */
const reading = createTurns(1);

/**
 * Calls `begin` as soon as no other large answer of the org is being received. The turn lasts until what is returned was called, and
 * the code that then runs has read the answer.
 */
export function receiveLarge(org: Turns, begin: () => void, signal: AbortSignal): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  const work = () => {
    begin();
    return promise;
  };
  const ofOrg = ofOrgs.get(org) ?? createTurns(1);
  ofOrgs.set(org, ofOrg);
  // A request that is over needs no turn.
  ofOrg.run(() => overall.run(work, signal), signal).catch(() => undefined);
  return afterReading(resolve);
}

/** Returns as soon as no other large answer of any org is being read. The turn ends in the same way. @throws the signal's reason */
export async function readLarge(signal: AbortSignal): Promise<() => void> {
  const turn = Promise.withResolvers<void>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const work = () => {
    turn.resolve();
    return promise;
  };
  reading.run(work, signal).catch(turn.reject);
  await turn.promise;
  return afterReading(resolve);
}

/** The answer is parsed before the event loop gets there. */
function afterReading(end: () => void): () => void {
  return () => void setImmediate(end);
}
