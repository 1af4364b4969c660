import type { SelfCheck } from '../model/self-check.ts';
import { plainText } from '../plain/text.ts';

/** `keychain reachable; acme signed in`, or the problem of each. */
export function selfCheckWords({ stores, orgs }: SelfCheck): string {
  const words = [
    ...stores.map(({ kind, found }) => (found ? plainText(found.problem) : `${kind} reachable`)),
    ...orgs.map(({ org, found }) => `${plainText(org)} ${found ? plainText(found.problem) : 'signed in'}`),
  ];
  return words.length > 0 ? words.join('; ') : 'no app is watched yet';
}
