/** The page of External Client App settings: Setup has a host of its own beside the My Domain host, in sandboxes as well. */
export function setupAddress(instanceUrl: string): string {
  const setup = instanceUrl.replace(/\.my\.salesforce\.com$/, '.my.salesforce-setup.com');
  return `${setup}/lightning/setup/ExternalClientApplicationSettings/home`;
}
