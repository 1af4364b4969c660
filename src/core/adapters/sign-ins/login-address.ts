import { hostKind, salesforceEndings } from '../../plain/org-host.ts';
import { outsideText } from '../../plain/outside-text.ts';
import { reason } from '../../reasons/errors.ts';
import { addressProblems } from '../../words/sign-ins.ts';
import { isNamed } from '../salesforce/trusted-origin.ts';

const lightning = /\.lightning\.(force\.com|crmforce\.mil|sfcrmapps\.cn)$/;

/**
 * The origin of a login address. The browser gets a code from it, so only Salesforce, this computer, and hosts that a person
 * named are allowed.
 * @throws LoginAddressInvalid
 */
export function loginOrigin(address: string, named: readonly string[] = []): string {
  const refuse = (problem: string) => reason('LoginAddressInvalid', { address: outsideText(address, 200), problem });
  const typed = address.trim();
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(absolute)) throw refuse(addressProblems.noAddress);
  const url = new URL(absolute);
  if (url.username !== '' || url.password !== '') throw refuse(addressProblems.credentials);
  const kind = hostKind(url);
  if (kind === 'this-computer' && (url.protocol === 'http:' || url.protocol === 'https:')) return url.origin;
  if (url.protocol !== 'https:') throw refuse(addressProblems.noHttps);
  if (lightning.test(url.hostname)) throw refuse(addressProblems.lightning);
  if (kind !== 'salesforce' && !isNamed(url, named)) throw refuse(addressProblems.host(salesforceEndings));
  return url.origin;
}
