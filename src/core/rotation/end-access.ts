import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { contain } from './contain.ts';
import { endSessions } from './end-sessions.ts';
import { proveEndsRefused } from './prove.ts';
import { allOf, type Run } from './run.ts';

/** Verifies that the leaked credentials are refused, and ends their sessions in parallel. */
export async function endAccess(run: Run): Promise<void> {
  const { emergency } = run.rotation;
  const isSessionsTurn = emergency !== null && !emergency.keepsSessions && emergency.sessions === null;
  await allOf([proveEndsRefused(run), ...(isSessionsTurn ? [endSessions(run)] : [])]);
}

/** Errors after which the org can't make new credentials, and a retry wouldn't help. Local failures don't count. */
const noNewPair: ReadonlySet<string> = new Set([
  'DeployFailed',
  'IdentityVerificationNeeded',
  'OrgRefused',
  'PermissionMissing',
  'SecretAccessDisabled',
  'SlotUnclear',
  'StagedPairGone',
  'StagedSecretHidden',
  'StagingUnavailable',
  'StrangersPair',
]);

/** When there can be no new credentials, turns off OAuth for the app, and says so. */
export async function containAtLast(run: Run, error: KeyturnError): Promise<void> {
  const { emergency, rotatedAt } = run.rotation;
  const isOver = emergency === null || rotatedAt !== null || emergency.containment !== null;
  if (isOver || !noNewPair.has(error.code)) return;
  await contain(run, emergency.containBy === 'freeze' ? 'freeze' : 'flow').catch((failed: unknown) => {
    if (!isKeyturnError(failed)) throw failed;
    run.ports.tell({ kind: 'warning', warning: 'not-contained-at-last', problem: failed.message });
  });
}
