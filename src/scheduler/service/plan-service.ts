import { dirname } from 'node:path';
import { type Target, targetText } from '../../core/model/target.ts';
import type { ServicePlan } from '../../core/ports/service-manager.ts';
import { reason } from '../../core/reasons/errors.ts';

export interface PlanRequest extends Omit<ServicePlan, 'writable'> {
  /** Home of the user as whom it runs: the Salesforce CLI writes refreshed sign-ins back there. */
  readonly userHome: string;
  /** Of every watched app, and what channels run and write. */
  readonly deliveries: readonly Target[];
}

/** @throws UsageInvalid for a path that no service file can name */
export function planService({ userHome, deliveries, ...request }: PlanRequest): ServicePlan {
  // A user's own systemd closes the file system only inside of a name space in which root's programs belong to nobody
  // (so that they are not trusted), and in which it hands no credential over; and that user may write little else anyway.
  const needed = request.runAs === null ? null : neededFolders(deliveries);
  const writable = needed && [...new Set([request.home, userHome, ...needed])];
  const plan: ServicePlan = { ...request, writable };
  for (const path of [plan.node, plan.script, plan.home, plan.passphraseFile ?? '', ...(writable ?? [])]) {
    if (/[\x00-\x1f\x7f]/.test(path)) {
      throw reason('UsageInvalid', {
        problem: `${JSON.stringify(path)} holds characters that no service file can name`,
      });
    }
  }
  return plan;
}

/** Deliveries that a service with this plan is too closed for. */
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

/** Folders that deliveries are written to; null when a program is run, which writes where it likes. */
function neededFolders(deliveries: readonly Target[]): readonly string[] | null {
  if (deliveries.some(({ kind }) => kind === 'exec')) return null;
  return [...new Set(deliveries.flatMap(({ kind, name }) => (kind === 'file' ? [dirname(name)] : [])))];
}
