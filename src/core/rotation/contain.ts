import { noteUnfrozen } from '../acts/findings-over.ts';
import { isOutcomeUnknown } from '../acts/journalled.ts';
import { inFreezeTurn, otherFreezes, unfreezeLandsAt } from '../acts/shared-freeze.ts';
import { type AccessBlock, type AccessSwitch, accessSwitch } from '../acts/stop-access.ts';
import type { Containment } from '../model/emergency-run.ts';
import { primaryOf } from '../model/rotation.ts';
import type { OtherFreeze } from '../model/shared-freeze.ts';
import { isRefusedKey, judge } from '../proof/judge.ts';
import { isKeyturnError, isStateFault } from '../reasons/errors.ts';
import { givenBack, notContained } from '../words/acts.ts';
import { freezeWords } from '../words/shared-freeze.ts';
import { journalledBy, note, type Run, record } from './run.ts';
import { pauseUntil } from './trouble.ts';

/** Blocks all access. If the org refuses, the run warns and continues without it. */
export async function contain(run: Run, by: AccessBlock): Promise<void> {
  const { tell, clock } = run.ports;
  if (run.attempt.isContainmentUndone) {
    run.attempt.isContainmentUndone = false;
    await record(run, { type: 'contain-intended', by, wasSo: false, at: clock.now() });
  } else if (run.rotation.emergency?.containment?.containedAt != null) {
    const { isOff: isStill } = await isStillOff(run, by).catch((error: unknown) => unseen(run, error));
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
  let isTurned: boolean;
  try {
    isTurned = await turnOff(run, by);
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
  tell({ kind: 'done', act: isTurned ? 'contain' : 'look-contained', by });
  await proveContained(run, by);
}

/** Checks that an earlier attempt's containment still holds. */
async function isStillOff(run: Run, by: AccessBlock): Promise<Pick<AccessSwitch, 'isOff'>> {
  const { tell } = run.ports;
  tell({ kind: 'doing', act: 'look-contained', by });
  const { isOff } = await stopOf(run, by);
  if (isOff) return { isOff };
  tell({ kind: 'warning', warning: 'containment-undone', by });
  await note(run, 'contain', { by, outcome: givenBack });
  return { isOff };
}

/**
 * A doubt about a containment that the org has accepted must not delay the replacement, and makes it no failure: what keyturn has
 * blocked, it opens again.
 * @throws a lost answer, after which the containment is tried again
 */
function unseen({ ports: { tell } }: Run, error: unknown): Pick<AccessSwitch, 'isOff' | 'turn'> {
  if (!isKeyturnError(error) || isOutcomeUnknown(error) || error.exitCode === 130) throw error;
  tell({ kind: 'warning', warning: 'containment-unseen', problem: error.message });
  return { isOff: true, turn: async () => undefined };
}

/** Undoes the containment. */
export async function openAgain(run: Run): Promise<void> {
  const { tell, clock } = run.ports;
  const containment = run.rotation.emergency?.containment;
  if (!containment) return;
  const { by } = containment;
  const wasSo = containment.wasSo && !(by === 'freeze' && (await isLeftToUs(run, containment)));
  const isProvedBefore = containment.provedAt !== null;
  if (!isProvedBefore) await proveContained(run, by);
  if (!wasSo) tell({ kind: 'doing', act: 'open-again', by });
  await pauseUntil(run, run.attempt.containsUntil);
  if (wasSo) {
    await record(run, { type: 'opened-again', at: clock.now() });
    return tell({ kind: 'warning', warning: 'off-before' });
  }
  const needing = by === 'freeze' ? await unfreeze(run, isProvedBefore) : await turnOn(run, by, isProvedBefore);
  if (needing !== null) {
    const { app, consumerId, run: id } = needing;
    const leftTo = { app, consumerId, ...(id === undefined ? {} : { run: id }) };
    await record(run, { type: 'opened-again', at: clock.now(), leftTo });
    return tell({ kind: 'warning', warning: 'freeze-needed', problem: freezeWords.left(needing) });
  }
  await record(run, { type: 'opened-again', at: clock.now() });
  tell({ kind: 'done', act: 'open-again', by });
  if (by === 'freeze') await noteUnfrozen(run.ports.state, run.watched);
}

/** Unfreezes the user, unless an emergency of another app of this user still needs the freeze: then it gives it back. */
function unfreeze(run: Run, isProvedBefore: boolean): Promise<OtherFreeze | null> {
  const { ports, watched, lease } = run;
  return inFreezeTurn(ports, { user: watched.executionUser, lease }, async () => {
    const needing = (await freezesBeside(run)).find(({ isNeeded }) => isNeeded);
    return needing ?? (await turnOn(run, 'freeze', isProvedBefore));
  });
}

/** Whether an emergency that keyturn froze the user for has left the freeze to this one. */
async function isLeftToUs({ ports: { state }, rotation }: Run, { intendedAt }: Containment): Promise<boolean> {
  const { id, orgId, consumerId } = rotation;
  return (await state.rotations.newest()).some(({ orgId: of, emergency }) => {
    const { leftTo, openedAt } = emergency?.containment ?? {};
    // This computer's clock may have been set back in between.
    const isOfThis = leftTo?.run === id || (openedAt ?? 0) >= intendedAt;
    return of === orgId && leftTo?.consumerId === consumerId && isOfThis;
  });
}

function freezesBeside({ ports: { state, incidents }, watched }: Run): Promise<readonly OtherFreeze[]> {
  return otherFreezes(state, watched, incidents);
}

/** Returns whether this attempt had to turn it off. */
async function turnOff(run: Run, by: AccessBlock): Promise<boolean> {
  const known = run.rotation.emergency?.containment ?? null;
  // After an interruption, access may be blocked by us. The record says whether it was blocked before.
  const planned = await stopOf(run, by, run.prepared);
  // Others may have turned on since what was off during the plan.
  const { isOff, turn } = planned.isOff && run.prepared ? await stopOf(run, by) : planned;
  const others = by === 'freeze' ? await freezesBeside(run).catch(unlessBroken) : [];
  // What another emergency of keyturn has frozen wasn't so before.
  const wasSo = isOff && others.every((one) => one.wasSo);
  // What keyturn turns off itself, it turns on again, also if it was off before and others have turned it on since.
  const isNew = known?.by !== by || (known.wasSo && !isOff);
  if (isNew) await record(run, { type: 'contain-intended', by, wasSo, at: run.ports.clock.now() });
  if (!isOff) await journalledBy(run, 'contain', { by }, () => turn(true));
  const isAgain =
    by === 'freeze' && (isOff || others.length > 0) && (await outlastUnfreezing(run).catch(unlessBroken)) === true;
  return !isOff || isAgain;
}

/** A containment doesn't wait until the state can be read. */
function unlessBroken(error: unknown): readonly never[] {
  if (isStateFault(error)) return [];
  throw error;
}

/**
 * Another run that didn't know of this containment when it began to unfreeze the user has done it by now, and every later one
 * knows. If it did, the user is frozen again.
 */
async function outlastUnfreezing(run: Run): Promise<boolean> {
  const { ports, watched, lease, rotation } = run;
  const { state, clock } = ports;
  await inFreezeTurn(ports, { user: watched.executionUser, lease }, async () => undefined);
  await pauseUntil(run, await unfreezeLandsAt(state, rotation.orgId));
  const { isOff, turn } = await stopOf(run, 'freeze').catch((error: unknown) => unseen(run, error));
  if (isOff) return false;
  await record(run, { type: 'contain-intended', by: 'freeze', wasSo: false, at: clock.now() });
  await journalledBy(run, 'contain', { by: 'freeze' }, () => turn(true));
  return true;
}

/** @param isProvedBefore token requests were seen to be refused before */
async function turnOn(run: Run, by: AccessBlock, isProvedBefore: boolean): Promise<null> {
  const { isGivenBack, turn } = await stopOf(run, by);
  if (!isGivenBack) await journalledBy(run, 'open-again', { by }, () => turn(false));
  else if (isProvedBefore && !(await isOpenedByUs(run, by))) await noteUndone(run, by);
  return null;
}

/** Access wasn't blocked until the end, so nothing may say that all requests were refused. */
async function noteUndone(run: Run, by: AccessBlock): Promise<void> {
  run.ports.tell({ kind: 'warning', warning: 'containment-undone', by });
  await note(run, 'contain', { by, outcome: givenBack });
  await record(run, { type: 'contain-undone' });
}

/** Whether keyturn itself restored access, after the leaked credentials were deleted. */
async function isOpenedByUs({ ports: { state }, rotation }: Run, by: AccessBlock): Promise<boolean> {
  const { orgId, id, endedAt } = rotation;
  const lines = await state.journal.list({ orgId });
  return lines.some(({ action, at, detail }) => {
    const isOurs = by === 'freeze' ? detail.by === by : detail.rotation === id;
    return action === 'open-again' && isOurs && at >= (endedAt ?? Number.POSITIVE_INFINITY);
  });
}

/** The switch that blocks every token request, in its present state. @param known the state read during planning */
function stopOf({ ports: { org }, watched }: Run, by: AccessBlock, known: Run['prepared'] = null) {
  return accessSwitch(org, watched, by, known);
}

/**
 * One token request with the current credentials. A change may take a while to reach every server. An answer that only says
 * that the key is unknown doesn't count.
 */
async function proveContained(run: Run, by: AccessBlock): Promise<void> {
  const { org, store, clock, signal, tell } = run.ports;
  const pair = await store.get(run.rotation.orgId, primaryOf(run.rotation));
  if (!pair) return;
  const answer = await org.tokens.clientCredentials(pair, { signal, withUsername: false });
  const isAccepted = judge(answer).answer === 'accepted';
  const isRefused = answer.kind === 'error' && answer.status < 500 && !isAccepted && !isRefusedKey(answer);
  // The emergency of another app may have unfrozen the user meanwhile.
  if (isAccepted && (await isOpenedByUs(run, by))) return;
  await note(run, 'prove', { consumerKey: pair.consumerKey, answer: isRefused ? 'contained' : notContained });
  if (isAccepted) tell({ kind: 'warning', warning: 'containment-without-effect' });
  if (!isRefused) return;
  await record(run, { type: 'contain-proved', at: clock.now() });
  tell({ kind: 'done', act: 'prove-contained', detail: answer.kind === 'error' ? answer.error : '' });
}
