import { isContained } from '../model/rotation.ts';
import { isKeyturnError, isStateFault, type KeyturnError } from '../reasons/errors.ts';
import { contain, openAgain } from './contain.ts';
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

/**
 * Once the leaked credentials are deleted, nothing that stops the run keeps access closed. Whatever is in the way of this, too, the
 * next attempt meets again.
 */
export async function openAtLast(run: Run, stop: unknown): Promise<void> {
  const { rotation } = run;
  const { emergency, endedAt, ends } = rotation;
  // Others may have promoted them again: then they were in the slot that a run frees.
  const isLeft = endedAt === null || emergency?.freed.includes(ends);
  if (isLeft || !isContained(rotation) || !isKeyturnError(stop)) return;
  if (stop.exitCode === 130 || stop.code === 'TakenOver' || isStateFault(stop)) return;
  await openAgain(run).catch((failed: unknown) => {
    if (!isKeyturnError(failed)) throw failed;
  });
}
