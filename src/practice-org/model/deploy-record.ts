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

/** A deploy in the org's state (DeployRequest): plain data for the state file. Times are epoch ms. */
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
  /** The zip in base64, until the deploy has ended. A validation keeps it for a quick deploy. */
  zip: string | null;
  /** The validation that a quick deploy repeats, or null. */
  readonly validatedId: string | null;
}

const ENDED: ReadonlySet<DeployStatus> = new Set(['Succeeded', 'SucceededPartial', 'Failed', 'Canceled']);

export function hasEnded(deploy: DeployRecord): boolean {
  return ENDED.has(deploy.status);
}

/** Whether the deploy has changed the org, in whole or in part. */
export function isSuccess({ status }: DeployRecord): boolean {
  return status === 'Succeeded' || status === 'SucceededPartial';
}
