/** What keyturn was doing when it was interrupted: `Interrupted while …`. */
export const waitingForSalesforce = 'waiting for Salesforce';
export const delivering = 'delivering credentials';
export const waitingForDeploy = 'waiting for another deploy';
export const deployRunsOn = (id: string) => `deploy ${id} was running (it continues in the org)`;

/** Why a deploy is not sent yet. */
export const anotherDeploy = 'another deploy is running in the org';
