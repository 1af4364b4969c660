import type { JournalEntry } from '../model/journal.ts';
import type { RotationKind } from '../model/rotation.ts';
import { parseTarget } from '../model/target.ts';
import { plainText } from '../plain/text.ts';
import { runNames } from '../reasons/run-words.ts';
import { credentialNames, type WhichPair } from './credential-names.ts';

/** What an act is about: `pair` (a `WhichPair`) and the details that the journal keeps with the act. */
export type ActFacts = JournalEntry['detail'];

export const credentials = ({ pair: which }: ActFacts) => {
  const name = String(which ?? 'pair');
  return Object.hasOwn(credentialNames, name) ? credentialNames[name as WhichPair] : word(name);
};
export const promoted = (facts: ActFacts) => (facts.pair === undefined ? 'new credentials' : credentials(facts));
export const consumer = ({ consumer: name, target }: ActFacts) =>
  plainText(String(name ?? parseTarget(String(target ?? 'a consumer')).name), 60);
export const word = (value: ActFacts[string] | undefined) => plainText(String(value ?? ''), 60);
export const runName = ({ kind }: ActFacts) =>
  Object.hasOwn(runNames, String(kind)) ? runNames[kind as RotationKind] : word(kind);
export const newKeys = ({ keys }: ActFacts) =>
  keys === undefined ? '' : keys === null ? ', without a key' : `, key ${plainText(String(keys), 200)}`;
export const whole = ({ consumer: name, target }: ActFacts) => {
  const label = plainText(String(name ?? target ?? ''), 200);
  const isTarget = target === name || target === `manual:${name}`;
  return isTarget ? label : `${label} (${plainText(String(target), 200)})`;
};
/** What a failed act left in the org. */
export function leftBehind({ username, userStays, set, setStays }: ActFacts): string {
  const user = userStays === undefined ? '' : `; the user ${word(username)} exists and is ${word(userStays)}`;
  return setStays === true ? `${user}; the permission set ${word(set)} exists` : user;
}
export const fileName = ({ path }: ActFacts) => (path === undefined ? 'a delivered file' : word(path));
export const reportName = ({ decommission }: ActFacts) => (decommission === undefined ? 'incident report' : 'report');
