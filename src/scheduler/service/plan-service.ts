import { dirname } from 'node:path';
import { fileOf } from '../../core/model/new-file-access.ts';
import { type Target, targetText } from '../../core/model/target.ts';
import type { ServicePlan } from '../../core/ports/service-manager.ts';
import { reason } from '../../core/reasons/errors.ts';

export interface PlanRequest extends Omit<ServicePlan, 'writable'> {
  /** Home of the user that runs the service. The Salesforce CLI writes refreshed sign-ins there. */
  readonly userHome: string;
  /** The deliveries of every watched app, and the programs and files of channels. */
  readonly deliveries: readonly Target[];
}

/** @throws UsageInvalid for a path that a service file can't hold */
export function planService({ userHome, deliveries, ...request }: PlanRequest): ServicePlan {
  // A user's systemd can only restrict the file system inside a user namespace. There, root's programs seem to belong to
  // nobody, so they are not trusted, and systemd passes no credentials.
  const needed = request.runAs === null ? null : neededFolders(deliveries);
  const writable = needed && [...new Set([request.home, userHome, ...needed])];
  const plan: ServicePlan = { ...request, writable };
  for (const path of [plan.node, plan.script, plan.home, plan.passphraseFile ?? '', ...(writable ?? [])]) {
    if (/[\x00-\x1f\x7f]/.test(path)) {
      throw reason('UsageInvalid', {
        problem: `${JSON.stringify(path)} has characters that a service file can't hold`,
      });
    }
  }
  return plan;
}

/** Deliveries that this service can't reach. */
export function shutOut(deliveries: readonly Target[], writable: readonly string[] | null): readonly string[] {
  if (writable === null) return [];
  const isShutOut = (target: Target) => {
    const folders = neededFolders([target]);
    return folders === null || !folders.every((folder) => writable.some((open) => isWithin(folder, open)));
  };
  return deliveries.filter(isShutOut).map(targetText);
}

function isWithin(folder: string, open: string): boolean {
  return folder === open || folder.startsWith(open.endsWith('/') ? open : `${open}/`);
}

/** Folders that deliveries write to; null when a delivery runs a program, which can write anywhere. */
function neededFolders(deliveries: readonly Target[]): readonly string[] | null {
  if (deliveries.some(({ kind }) => kind === 'exec')) return null;
  return [...new Set(deliveries.flatMap(({ kind, name }) => (kind === 'file' ? [dirname(fileOf(name).path)] : [])))];
}
