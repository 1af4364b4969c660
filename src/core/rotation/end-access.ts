import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { contain } from './contain.ts';
import { endSessions } from './end-sessions.ts';
import { proveEndsRefused } from './prove.ts';
import { allOf, type Run } from './run.ts';

/** The proof that what leaked is dead, and the end of its sessions beside it: neither waits for the other. */
export async function endAccess(run: Run): Promise<void> {
  const { emergency } = run.rotation;
  const isSessionsTurn = emergency !== null && !emergency.keepsSessions && emergency.sessions === null;
  await allOf([proveEndsRefused(run), ...(isSessionsTurn ? [endSessions(run)] : [])]);
}

/** Why the org gives no new pair: trying again would not help. What fails on this computer is no such reason. */
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

/** Nothing may go on as before when no new pair can be had: the flow is turned off, and that is said. */
export async function containAtLast(run: Run, error: KeyturnError): Promise<void> {
  const { emergency, rotatedAt } = run.rotation;
  const isOver = emergency === null || rotatedAt !== null || emergency.containment !== null;
  if (isOver || !noNewPair.has(error.code)) return;
  await contain(run, emergency.containBy === 'freeze' ? 'freeze' : 'flow').catch((failed: unknown) => {
    if (!isKeyturnError(failed)) throw failed;
    run.ports.tell({ kind: 'warning', warning: 'not-contained-at-last', problem: failed.message });
  });
}
