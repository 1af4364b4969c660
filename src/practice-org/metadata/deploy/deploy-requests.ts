import { type DeployRecord, hasEnded } from '../../model/deploy-record.ts';
import type { Caller, MetadataOrg } from '../org-port.ts';
import { SoapFault } from '../soap/fault.ts';
import type { DeployQueue } from './deploy-queue.ts';

/** A validation may be repeated as a quick deploy for ten days. */
const VALID_FOR_MS = 10 * 24 * 60 * 60 * 1000;

/** @throws {SoapFault} for an unknown deploy and one that has ended */
export function cancelDeploy(deploys: DeployQueue, id: string, caller: Caller): DeployRecord {
  const record = deploys.find(id);
  if (!record) throw new SoapFault('INVALID_ID_FIELD', 'Invalid deploy ID');
  if (hasEnded(record)) throw new SoapFault('INVALID_ID_FIELD', 'Deployment already completed');
  deploys.cancel(record, caller);
  return record;
}

/**
 * Deploys what a successful check-only deploy has checked, without checking again.
 *
 * @throws {SoapFault} for anything that isn't such a validation
 */
export function quickDeploy(
  org: MetadataOrg,
  deploys: DeployQueue,
  asked: { id: string; caller: Caller },
): DeployRecord {
  const validation = deploys.find(asked.id);
  const fresh = validation?.completedAt != null && org.now() - validation.completedAt < VALID_FOR_MS;
  if (!validation?.options.checkOnly || validation.status !== 'Succeeded' || validation.zip === null || !fresh) {
    throw new SoapFault('INVALID_ID_FIELD', 'Invalid validation ID');
  }
  return deploys.submit({
    zip: Buffer.from(validation.zip, 'base64'),
    options: { ...validation.options, checkOnly: false },
    version: validation.version,
    caller: asked.caller,
    validatedId: validation.id,
  });
}
