import type { SelfCheck } from '../model/self-check.ts';
import { plainText } from '../plain/text.ts';

/** `keychain answers; acme signed in`, or what is wrong in its place. */
export function selfCheckWords({ stores, orgs }: SelfCheck): string {
  const words = [
    ...stores.map(({ kind, found }) => (found ? plainText(found.problem) : `${kind} answers`)),
    ...orgs.map(({ org, found }) => `${plainText(org)} ${found ? plainText(found.problem) : 'signed in'}`),
  ];
  return words.length > 0 ? words.join('; ') : 'nothing is watched yet';
}
