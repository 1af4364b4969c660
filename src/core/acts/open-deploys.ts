import type { JournalLine } from '../model/journal.ts';
import { outsideError } from '../plain/outside-text.ts';
import type { DeployListing, DeployProgress, SalesforceOrg } from '../ports/ports.ts';
import { isOutcomeUnknown } from './journalled.ts';

/** Whether a deploy of this status can still change the org. */
export function isUnfinished(status: string): boolean {
  return ['Pending', 'InProgress', 'Canceling'].includes(status) || status.startsWith('Finalizing');
}

/** Deploys that can still change the org, newest first. */
export async function unfinishedDeploys({
  metadata,
}: Pick<SalesforceOrg, 'metadata'>): Promise<readonly DeployListing[]> {
  return (await metadata.recentDeploys()).filter(({ status, checkOnly }) => !checkOnly && isUnfinished(status));
}

/** The id that an attempt noted when the org had accepted its deploy; null if the attempt ended before. */
export function notedDeploy(lines: readonly JournalLine[], intent: string): string | null {
  const noted = lines.find((line) => line.intent === intent && typeof line.detail.deploy === 'string');
  return typeof noted?.detail.deploy === 'string' ? noted.detail.deploy : null;
}

/** How a deploy ended, for the journal. @throws if that stays unknown: the intent stays open for the next run */
export function outcomeOf(waited: Promise<DeployProgress>): Promise<string> {
  return waited.then(
    ({ status }) => status,
    (error: unknown) => {
      if (isOutcomeUnknown(error)) throw error;
      return outsideError(error, 500);
    },
  );
}
