/** Address of the External Client App settings in Setup, whose host differs from the My Domain host, also in sandboxes. */
export function setupAddress(instanceUrl: string): string {
  const setup = instanceUrl.replace(/\.my\.salesforce\.com$/, '.my.salesforce-setup.com');
  return `${setup}/lightning/setup/ExternalClientApplicationSettings/home`;
}

/** Whether the host issues tokens for client credentials: only My Domain hosts do, and orgs on this computer. */
export function isMyDomain(hostname: string): boolean {
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return isHere || /\.my\.(salesforce\.(com|mil)|sfcrmproducts\.cn)$/.test(hostname);
}
