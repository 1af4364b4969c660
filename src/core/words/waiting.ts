import { formatDuration } from '../plain/duration.ts';
import { finishMs } from '../plain/over-after.ts';
import { second } from '../plain/time.ts';

/** What keyturn was doing when it was interrupted: `Interrupted while …`. */
export const waitingForSalesforce = 'waiting for Salesforce';
/** @param deadlineMs the longest wait for one answer */
export const waitingForAnswer = (deadlineMs: number) =>
  `  Waiting for an answer of the org. keyturn waits up to ${formatDuration(deadlineMs)} for each answer.`;
export const delivering = 'delivering credentials';
export const waitingForDeploy = 'waiting for another deploy';
export const deployRunsOn = (id: string) => `deploy ${id} was running (it continues in the org)`;

export const whileDeploying = (interruption: string) => `deploying. ${interruption}`;

/** What became of a deploy that a person interrupted. */
export const interruptedDeploy = {
  canceled: (id: string) => `Salesforce canceled deploy ${id}, and nothing of it is in the org`,
  failed: (id: string) => `Deploy ${id} failed, and nothing of it is in the org`,
  finished: (id: string) => `Deploy ${id} succeeded before Salesforce could cancel it`,
  applied: (id: string) => `Deploy ${id} didn't succeed, but its changes are in the org, all or in part`,
  unknown: (id: string) => `keyturn asked Salesforce to cancel deploy ${id}, but doesn't know yet whether it did`,
} as const;

export const cancelingDeploy = 'Asking Salesforce to cancel the deploy';

/** Why a deploy is not sent yet. */
export const anotherDeploy = 'another deploy is running in the org';

/** After Ctrl-C, while a command is still stopping. */
export const stoppingWords = {
  stopping: 'Stopping. Ctrl-C again ends keyturn at once.',
  finishing: `Stopping. keyturn first finishes what it is changing in the org, within ${finishMs / second} s. Ctrl-C again ends it at once.`,
} as const;
