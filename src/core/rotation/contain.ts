import { isOutcomeUnknown, journalled } from '../acts/journalled.ts';
import { primaryOf } from '../model/rotation.ts';
import type { AppPolicyRecord } from '../ports/ports.ts';
import { isRefusedKey, judge } from '../proof/judge.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { givenBack, notContained } from '../words/acts.ts';
import { actOf, note, type Run, record } from './run.ts';

type By = 'flow' | 'freeze';

function isOn({
  isOauthPluginEnabled,
  isEnabled,
}: Pick<AppPolicyRecord, 'isOauthPluginEnabled' | 'isEnabled'>): boolean {
  return isOauthPluginEnabled && isEnabled;
}

/** Turns everything off. Where the org does not take it the run goes on without, and says so. */
export async function contain(run: Run, by: By): Promise<void> {
  const { tell, clock } = run.ports;
  if (run.rotation.emergency?.containment?.containedAt != null) {
    const isStill = await isStillOff(run, by).catch((error: unknown) => {
      if (!isKeyturnError(error) || isOutcomeUnknown(error)) throw error;
      // Nobody is helped by a replacement that waits for it.
      tell({ kind: 'warning', warning: 'containment-unseen', problem: error.message });
      return true;
    });
    run.attempt.isContainmentSeen = true;
    if (isStill) return;
  }
  tell({ kind: 'doing', act: 'contain', by });
  // An attempt of before may have done it without hearing so: then it is ours to give back, whatever happens to this one.
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

/** Whether what an attempt of before had turned off still is; where it isn't, it is turned off anew, and the clock runs on. */
async function isStillOff(run: Run, by: By): Promise<boolean> {
  const { tell, clock } = run.ports;
  tell({ kind: 'doing', act: 'look-contained', by });
  const isOff = by === 'flow' ? !isOn(await policyOf(run)) : (await freezeOf(run)).isFrozen;
  if (isOff) return true;
  tell({ kind: 'warning', warning: 'containment-undone', by });
  await note(run, 'contain', { by, outcome: givenBack });
  await record(run, { type: 'contain-intended', by, wasSo: false, at: clock.now() });
  return false;
}

/** Gives back what was turned off. */
export async function openAgain(run: Run): Promise<void> {
  const { tell, clock } = run.ports;
  const containment = run.rotation.emergency?.containment;
  if (!containment) return;
  const { by, wasSo } = containment;
  tell({ kind: 'doing', act: 'open-again', by });
  if (containment.provedAt === null) await proveContained(run);
  if (!wasSo) await turnOn(run, by);
  await record(run, { type: 'opened-again', at: clock.now() });
  tell(wasSo ? { kind: 'warning', warning: 'off-before' } : { kind: 'done', act: 'open-again', by });
}

async function turnOff(run: Run, by: By): Promise<void> {
  const known = run.rotation.emergency?.containment ?? null;
  // After an interruption what is off may be our own doing: whose it was before was written down.
  const prepared = known === null ? run.prepared : null;
  if (by === 'flow') {
    const policy = prepared?.policy ?? (await policyOf(run));
    const wasSo = known?.by === by ? known.wasSo : !isOn(policy);
    await intend(run, by, wasSo);
    if (isOn(policy)) await send(run, by, () => run.ports.org.metadata.setOauthPlugin(policy, false));
    return;
  }
  const state = prepared?.freeze ?? (await freezeOf(run));
  await intend(run, by, known?.by === by ? known.wasSo : state.isFrozen);
  if (!state.isFrozen) await send(run, by, () => run.ports.org.users.setFrozen(state, true));
}

async function turnOn(run: Run, by: By): Promise<void> {
  const { org, state } = run.ports;
  if (by === 'flow') {
    const policy = await policyOf(run);
    if (policy.isOauthPluginEnabled) return;
    await journalled(state.journal, actOf(run, 'open-again', { by }), () => org.metadata.setOauthPlugin(policy, true));
    return;
  }
  const frozen = await freezeOf(run);
  if (!frozen.isFrozen) return;
  await journalled(state.journal, actOf(run, 'open-again', { by }), () => org.users.setFrozen(frozen, false));
}

async function intend(run: Run, by: By, wasSo: boolean): Promise<void> {
  const known = run.rotation.emergency?.containment;
  if (known?.by !== by) await record(run, { type: 'contain-intended', by, wasSo, at: run.ports.clock.now() });
}

function send(run: Run, by: By, work: () => Promise<void>): Promise<void> {
  return journalled(run.ports.state.journal, actOf(run, 'contain', { by }), work);
}

async function policyOf({ ports, rotation }: Run) {
  const policy = await ports.org.metadata.appPolicy(rotation.app);
  if (policy) return policy;
  const why = ports.org.hasOpaqueSession ? 'policies-hidden' : 'jwt-session';
  throw reason('ContainImpossible', { app: rotation.app, why });
}

function freezeOf({ ports, watched }: Run) {
  const { executionUser, app } = watched;
  if (executionUser) return ports.org.users.freezeState(executionUser.id);
  throw reason('ContainImpossible', { app, why: 'user-unknown' });
}

/**
 * One look with the pair that is primary; a change may need a while to reach every server. That a deleted pair is not known says
 * nothing of the others.
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
