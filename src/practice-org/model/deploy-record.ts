import type { DeployOptions } from '../metadata/deploy/deploy-options.ts';
import type { DeployRow } from '../metadata/deploy/deploy-rows.ts';

export type DeployStatus =
  | 'Pending'
  | 'InProgress'
  | 'Canceling'
  | 'Succeeded'
  | 'SucceededPartial'
  | 'Failed'
  | 'Canceled';

/** A deploy as the org keeps it (DeployRequest): plain data, safe to store. All times in ms since the epoch. */
export interface DeployRecord {
  readonly id: string;
  readonly options: DeployOptions;
  /** API version of the call. */
  readonly version: number;
  readonly createdById: string;
  readonly createdAt: number;
  readonly durationMs: number;
  readonly componentsTotal: number;
  readonly zipSize: number;
  readonly numberFiles: number;
  status: DeployStatus;
  startedAt: number | null;
  completedAt: number | null;
  modifiedAt: number;
  cancelRequestedAt: number | null;
  canceledById: string | null;
  componentsDeployed: number;
  componentErrors: number;
  rows: DeployRow[];
  /** Base64 of the zip, until the deploy has ended; a validation keeps it for a quick deploy. */
  zip: string | null;
  /** The validation this one repeats, for a quick deploy. */
  readonly validatedId: string | null;
}

const ENDED: ReadonlySet<DeployStatus> = new Set(['Succeeded', 'SucceededPartial', 'Failed', 'Canceled']);

export function hasEnded(deploy: DeployRecord): boolean {
  return ENDED.has(deploy.status);
}
