import { isOutcomeUnknown } from '../acts/journalled.ts';
import { type AccessBlock, accessSwitch } from '../acts/stop-access.ts';
import { noteUnfrozen } from '../acts/user-unfrozen.ts';
import { primaryOf } from '../model/rotation.ts';
import { isRefusedKey, judge } from '../proof/judge.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { givenBack, notContained } from '../words/acts.ts';
import { journalledBy, note, type Run, record } from './run.ts';
import { pauseUntil } from './trouble.ts';

/** Blocks all access. If the org refuses, the run warns and continues without it. */
export async function contain(run: Run, by: AccessBlock): Promise<void> {
  const { tell, clock } = run.ports;
  if (run.attempt.isContainmentUndone) {
    run.attempt.isContainmentUndone = false;
    await record(run, { type: 'contain-intended', by, wasSo: false, at: clock.now() });
  } else if (run.rotation.emergency?.containment?.containedAt != null) {
    const isStill = await isStillOff(run, by).catch((error: unknown) => {
      if (!isKeyturnError(error) || isOutcomeUnknown(error)) throw error;
      // A doubt about the containment must not delay the replacement.
      tell({ kind: 'warning', warning: 'containment-unseen', problem: error.message });
      return true;
    });
    run.attempt.isContainmentSeen = true;
    if (isStill) return;
    // Unless a person has just ordered it, a look comes first: if others replaced the credentials, too, nothing leaked is left.
    run.attempt.isContainmentUndone = run.prepared === null;
    if (run.attempt.isContainmentUndone) return;
    await record(run, { type: 'contain-intended', by, wasSo: false, at: clock.now() });
  }
  tell({ kind: 'doing', act: 'contain', by });
  // An earlier attempt may have succeeded and lost the answer. Then this run must undo it, even if this attempt fails.
  const mayBeOff = run.rotation.emergency?.containment != null;
  try {
    await turnOff(run, by);
  } catch (error) {
    if (!isKeyturnError(error) || isOutcomeUnknown(error)) throw error;
    tell({ kind: 'warning', warning: 'containment-refused', problem: error.message });
    if (!mayBeOff && by === 'flow' && run.rotation.emergency?.containBy === 'flow-or-freeze')
      return contain(run, 'freeze');
    await note(run, 'contain', { by, outcome: 'failed', reason: error.code });
    return record(run, { type: 'contain-failed', mayBeOff });
  }
  await record(run, { type: 'contained', at: clock.now() });
  run.attempt.isContainmentSeen = true;
  tell({ kind: 'done', act: 'contain', by });
  await proveContained(run);
}

/** Checks that an earlier attempt's containment still holds. */
async function isStillOff(run: Run, by: AccessBlock): Promise<boolean> {
  const { tell } = run.ports;
  tell({ kind: 'doing', act: 'look-contained', by });
  if ((await stopOf(run, by)).isOff) return true;
  tell({ kind: 'warning', warning: 'containment-undone', by });
  await note(run, 'contain', { by, outcome: givenBack });
  return false;
}

/** Undoes the containment. */
export async function openAgain(run: Run): Promise<void> {
  const { tell, clock } = run.ports;
  const containment = run.rotation.emergency?.containment;
  if (!containment) return;
  const { by, wasSo } = containment;
  if (containment.provedAt === null) await proveContained(run);
  if (!wasSo) tell({ kind: 'doing', act: 'open-again', by });
  await pauseUntil(run, run.attempt.containsUntil);
  if (!wasSo) await turnOn(run, by);
  await record(run, { type: 'opened-again', at: clock.now() });
  tell(wasSo ? { kind: 'warning', warning: 'off-before' } : { kind: 'done', act: 'open-again', by });
  if (by === 'freeze' && !wasSo) await noteUnfrozen(run.ports.state, run.watched);
}

async function turnOff(run: Run, by: AccessBlock): Promise<void> {
  const known = run.rotation.emergency?.containment ?? null;
  // After an interruption, access may be blocked by us. The record says whether it was blocked before.
  const planned = await stopOf(run, by, run.prepared);
  // Others may have turned on since what an earlier attempt had turned off.
  const { isOff, turn } = known !== null && planned.isOff && run.prepared ? await stopOf(run, by) : planned;
  // What keyturn turns off itself, it turns on again, also if it was off before and others have turned it on since.
  const isNew = known?.by !== by || (known.wasSo && !isOff);
  if (isNew) await record(run, { type: 'contain-intended', by, wasSo: isOff, at: run.ports.clock.now() });
  if (!isOff) await journalledBy(run, 'contain', { by }, () => turn(true));
}

async function turnOn(run: Run, by: AccessBlock): Promise<void> {
  const { isGivenBack, turn } = await stopOf(run, by);
  if (!isGivenBack) await journalledBy(run, 'open-again', { by }, () => turn(false));
}

/** The switch that blocks every token request, in its present state. @param known the state read during planning */
function stopOf({ ports: { org }, watched }: Run, by: AccessBlock, known: Run['prepared'] = null) {
  return accessSwitch(org, watched, by, known);
}

/**
 * One token request with the current credentials. A change may take a while to reach every server. An answer that only says
 * that the key is unknown doesn't count.
 */
async function proveContained(run: Run): Promise<void> {
  const { org, store, clock, signal, tell } = run.ports;
  const pair = await store.get(run.rotation.orgId, primaryOf(run.rotation));
  if (!pair) return;
  const answer = await org.tokens.clientCredentials(pair, { signal, withUsername: false });
  const isAccepted = judge(answer).answer === 'accepted';
  const isRefused = answer.kind === 'error' && answer.status < 500 && !isAccepted && !isRefusedKey(answer);
  await note(run, 'prove', { consumerKey: pair.consumerKey, answer: isRefused ? 'contained' : notContained });
  if (isAccepted) tell({ kind: 'warning', warning: 'containment-without-effect' });
  if (!isRefused) return;
  await record(run, { type: 'contain-proved', at: clock.now() });
  tell({ kind: 'done', act: 'prove-contained', detail: answer.kind === 'error' ? answer.error : '' });
}
