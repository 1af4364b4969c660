import { isLoopback } from './loopback.ts';

/** Address of the External Client App settings in Setup, whose host differs from the My Domain host, also in sandboxes. */
export function setupAddress(instanceUrl: string): string {
  const setup = instanceUrl.replace(/\.my\.salesforce\.com$/, '.my.salesforce-setup.com');
  return `${setup}/lightning/setup/ExternalClientApplicationSettings/home`;
}

/** Whether the host issues tokens for client credentials: only My Domain hosts do, and orgs on this computer. */
export function isMyDomain(hostname: string): boolean {
  const myDomain = /\.my\.(salesforce\.(com|mil)|sfcrm(products|apps)\.cn)$|\.my-salesforce\.com$/;
  return isLoopback(hostname) || myDomain.test(hostname);
}
