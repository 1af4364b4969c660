import { finishMs } from '../plain/over-after.ts';
import { second } from '../plain/time.ts';

/** What keyturn was doing when it was interrupted: `Interrupted while …`. */
export const waitingForSalesforce = 'waiting for Salesforce';
export const delivering = 'delivering credentials';
export const waitingForDeploy = 'waiting for another deploy';
export const deployRunsOn = (id: string) => `deploy ${id} was running (it continues in the org)`;

/** Why a deploy is not sent yet. */
export const anotherDeploy = 'another deploy is running in the org';

/** After Ctrl-C, while a command is still stopping. */
export const stoppingWords = {
  stopping: 'Stopping. Ctrl-C again ends keyturn at once.',
  finishing: `Stopping. keyturn first finishes what it is changing in the org, within ${finishMs / second} s. Ctrl-C again ends it at once.`,
} as const;
