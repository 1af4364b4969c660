import { isLoopback } from '../../plain/loopback.ts';
import { outsideText } from '../../plain/outside-text.ts';
import { reason } from '../../reasons/errors.ts';
import { addressProblems } from '../../words/sign-ins.ts';

const salesforceHosts = ['.salesforce.com', '.force.com', '.salesforce.mil', '.sfcrmproducts.cn'];

/**
 * The origin of a login address. The browser gets a code from it, so only Salesforce and this computer are allowed.
 * @throws LoginAddressInvalid
 */
export function loginOrigin(address: string): string {
  const refuse = (problem: string) => reason('LoginAddressInvalid', { address: outsideText(address, 200), problem });
  const typed = address.trim();
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(absolute)) throw refuse(addressProblems.noAddress);
  const url = new URL(absolute);
  if (url.username !== '' || url.password !== '') throw refuse(addressProblems.credentials);
  if (isLoopback(url.hostname) && (url.protocol === 'http:' || url.protocol === 'https:')) return url.origin;
  if (url.protocol !== 'https:') throw refuse(addressProblems.noHttps);
  const isSalesforce = salesforceHosts.some((ending) => url.hostname.endsWith(ending));
  if (!isSalesforce) throw refuse(addressProblems.host(salesforceHosts));
  if (url.hostname.endsWith('.lightning.force.com')) throw refuse(addressProblems.lightning);
  return url.origin;
}
