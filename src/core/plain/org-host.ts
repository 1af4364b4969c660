import { isLoopback } from './loopback.ts';

/** Who answers at an address. */
export type HostKind = 'salesforce' | 'this-computer' | 'other';

/**
 * Endings of the hosts at which Salesforce serves orgs, as in the Salesforce CLI: My Domain with its alternative and former
 * domains, the government cloud (which uses the first), the military one, and China.
 */
export const salesforceEndings = [
  '.salesforce.com',
  '.my-salesforce.com',
  '.force.com',
  '.cloudforce.com',
  '.salesforce.mil',
  '.crmforce.mil',
  '.sfcrmproducts.cn',
  '.sfcrmapps.cn',
] as const;

export function hostKind({ hostname }: Pick<URL, 'hostname'>): HostKind {
  const name = hostname.toLowerCase();
  if (isLoopback(name)) return 'this-computer';
  return salesforceEndings.some((ending) => name.endsWith(ending)) ? 'salesforce' : 'other';
}

/** The My Domain host beside a host of the same org for Lightning or Setup; null for any other. */
export function myDomainHost(host: string): string | null {
  const found = /^(.+)\.(?:lightning\.force|my\.salesforce-setup)\.com$/.exec(host);
  return found && `${found[1]}.my.salesforce.com`;
}

/** Host and port as a person types them; the whole text if it is no address. */
export function hostOf(address: string): string {
  return URL.parse(address)?.host || address;
}

/** Whether two addresses lead to the same host. The practice org and tunnels on this computer change their port. */
export function isSameHost(one: string, other: string): boolean {
  const [first, second] = [URL.parse(one), URL.parse(other)];
  if (!first || !second) return one === other;
  if (isLoopback(first.hostname) && isLoopback(second.hostname)) return true;
  return first.host === second.host;
}
