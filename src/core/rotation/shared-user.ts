import { freezesThatStay } from '../acts/shared-freeze.ts';
import { rotationLease } from '../model/rotation-lease.ts';
import type { OtherFreeze } from '../model/shared-freeze.ts';
import { second } from '../plain/time.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { freezeWords } from '../words/shared-freeze.ts';
import { sweepSessions } from './end-sessions.ts';
import { pause, type Run, record } from './run.ts';

/** How often to look whether another emergency still needs the freeze. In ms. */
const pollMs = 2 * second;

/**
 * New credentials get no token while the emergency of another app keeps the execution user frozen. Waits for it as long as another
 * run works on it. Then it ends the sessions once more: the org may not have listed those of a frozen user.
 * @throws AppGivesNoToken once nobody works on it
 */
export async function untilUnfrozen(run: Run): Promise<void> {
  const { emergency } = run.rotation;
  if (emergency === null) return;
  const { clock, state } = run.ports;
  const until = clock.now() + run.patienceMs;
  for (;;) {
    const other = await freezeOfAnother(run);
    if (other === null || !(await isFrozen(run))) break;
    const { orgId } = run.rotation;
    const holder = await state.leases.holder(rotationLease({ orgId, consumerId: other.consumerId }));
    if (holder === null || clock.now() + pollMs > until) throw stoppedBy(run, other);
    await pause(run, { why: 'problem', problem: freezeWords.waits(other) }, pollMs);
  }
  const { leftTo } = emergency.containment ?? {};
  if (leftTo && !leftTo.isOver && !(await isFrozen(run))) await record(run, { type: 'freeze-over' });
  if (!emergency.keepsSessions && (await isUnfrozenSince(run, emergency.sessions?.at ?? 0))) await sweepSessions(run);
}

/** True also if the org doesn't show it. */
async function isFrozen({ ports: { org }, watched: { executionUser } }: Run): Promise<boolean> {
  if (executionUser === null) return false;
  try {
    return (await org.users.freezeState(executionUser.id)).isFrozen;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return true;
  }
}

/** Whether keyturn has unfrozen a user of the org since then. */
async function isUnfrozenSince({ ports: { state }, rotation: { orgId } }: Run, since: number): Promise<boolean> {
  const lines = await state.journal.list({ orgId });
  return lines.some(({ action, at, detail }) => action === 'open-again' && detail.by === 'freeze' && at >= since);
}

/** Why the app gets no token, if keyturn itself has frozen its user for another app; otherwise null. */
export async function stoppedByAnother(run: Run): Promise<KeyturnError | null> {
  const other = await freezeOfAnother(run);
  return other && (await isFrozen(run)) ? stoppedBy(run, other) : null;
}

/** The freeze of another app's emergency that the user must be left with, or that keyturn undoes; null if there is none. */
export async function freezeOfAnother({ ports: { state, incidents }, watched }: Run): Promise<OtherFreeze | null> {
  const [other = null] = await freezesThatStay(state, watched, incidents);
  return other;
}

function stoppedBy({ rotation: { app } }: Run, other: OtherFreeze): KeyturnError {
  return reason('AppGivesNoToken', { app, cause: freezeWords.cause(other), cure: freezeWords.finish(other) });
}
