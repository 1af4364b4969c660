/** The page of External Client App settings: Setup has a host of its own beside the My Domain host, in sandboxes as well. */
export function setupAddress(instanceUrl: string): string {
  const setup = instanceUrl.replace(/\.my\.salesforce\.com$/, '.my.salesforce-setup.com');
  return `${setup}/lightning/setup/ExternalClientApplicationSettings/home`;
}

/** Whether client credentials get tokens there: from the My Domain host alone, or from an org on this computer. */
export function isMyDomain(hostname: string): boolean {
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return isHere || /\.my\.(salesforce\.(com|mil)|sfcrmproducts\.cn)$/.test(hostname);
}
