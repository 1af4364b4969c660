import { explaining } from '../acts/explaining.ts';
import { clockProblem, timeIn } from '../acts/org-clock.ts';
import { withSecretAccess } from '../acts/secret-access.ts';
import type { Action } from '../machine/action.ts';
import { decideContain } from '../machine/decide-emergency.ts';
import { usualRules } from '../machine/usual-rules.ts';
import { nameIn } from '../model/consumer.ts';
import type { Observation } from '../model/observation.ts';
import { isEmergency, isOurPrimary, mayBeDeployed, type Rotation } from '../model/rotation.ts';
import { unnamedConsumers } from '../model/rotation-deliveries.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { linesOf } from '../plain/text.ts';
import type { Lease } from '../ports/ports.ts';
import { isKeyturnError, isStateFault, type KeyturnError } from '../reasons/errors.ts';
import { withTruth } from '../words/safety.ts';
import { sealedFor } from '../words/sealed.ts';
import { dropStaged, endPair, finish, freeSlot, promoteStaged, readStaged, stagePair } from './change-pairs.ts';
import { contain, openAgain } from './contain.ts';
import { deliver } from './deliver.ts';
import { containAtLast, endAccess, openAtLast } from './end-access.ts';
import { sweepSessions } from './end-sessions.ts';
import { believe, observe, withoutSlot } from './look.ts';
import { isInBurst, isOffUnderUs, type Performed, touchesPairs } from './pair-actions.ts';
import { call, proveNew, proveRefused } from './prove.ts';
import { areStillDelivered } from './recheck.ts';
import { readPrimary, replaceByDeploy, resetFlags } from './replace-by-deploy.ts';
import {
  interrupted,
  isAbort,
  newAttempt,
  type RotationPorts,
  type Run,
  type RunEnd,
  type RunOptions,
  record,
  withCommand,
} from './run.ts';
import { freezeOfAnother } from './shared-user.ts';
import { afterTrouble, closeOpenIntents, noteStop } from './trouble.ts';
import { writeReport } from './write-report.ts';

/**
 * Takes a run as far as possible now: look, reconcile, decide, act, and again. The journal records each act before it
 * happens, and its outcome afterwards. Where the record and the org differ, the org is right.
 * @throws the reason why the run stops before its end; it is saved and can continue
 */
export async function runRotation(
  ports: RotationPorts,
  start: {
    readonly rotation: Rotation;
    readonly watched: WatchedApp;
    readonly lease: Lease;
    /** A fresh look under this lease; null to start with one. */
    readonly seen: Observation | null;
  },
  options: RunOptions,
): Promise<RunEnd> {
  const run: Run = {
    ...options,
    ports: { ...ports, state: explaining(ports.state, start.rotation.why), tell: withoutEchoes(ports.tell) },
    ...start,
    prepared: options.prepared ?? null,
    attempt: newAttempt(),
  };
  try {
    await record(run, { type: 'going-on', at: ports.clock.now(), isUnattended: options.isUnattended === true });
    const targets = unnamedConsumers(run.rotation, run.watched.deliveries);
    const names = targets.map((target) => nameIn(run.watched.consumers, target));
    if (targets.length > 0) await record(run, { type: 'consumers-named', targets, names });
    return await takeSteps(run, urgentOf(run) ?? (await settledFirst(run)));
  } catch (error) {
    // From here on, the record and the org are the other process's.
    if (!isKeyturnError(error) || error.code === 'TakenOver') throw error;
    await containAtLast(run, error);
    // What can't be recorded still happened, and the person must know it.
    await noteStop(run, error).catch(unlessUnwritten(error));
    const user = run.watched.executionUser?.username ?? null;
    const { hasTouched, isPromotionOpen } = run.attempt;
    const frozenFor = isEmergency(run.rotation) ? await freezeOfAnother(run).catch(unlessUnwritten(error)) : null;
    throw withTruth({ rotation: run.rotation, hasTouched, isPromotionOpen, user, frozenFor: frozenFor ?? null }, error);
  }
}

/** The run may have stopped because nothing can be written any more. */
function unlessUnwritten(stop: KeyturnError): (error: unknown) => void {
  return (error) => {
    if (error !== stop && !isStateFault(error)) throw error;
  };
}

/** An act that is tried again at once is told of once. */
function withoutEchoes(tell: RotationPorts['tell']): RotationPorts['tell'] {
  let last = '';
  return (news) => {
    const text = JSON.stringify(news);
    if (news.kind !== 'doing' || text !== last) tell(news);
    last = text;
  };
}

/** A containment waits for nothing, not even for requests of an earlier attempt or of a process that was overtaken. */
function urgentOf({ rotation }: Run): Action | null {
  return isEmergency(rotation) && rotation.deleteIntendedAt === null ? decideContain(rotation) : null;
}

/** Waits for requests of an earlier attempt. */
async function settledFirst(run: Run): Promise<Action> {
  await closeOpenIntents(run);
  run.attempt.areIntentsClosed = true;
  return firstAction(run);
}

/**
 * A run starts with a look at the org. Only a containment needs none, and others may have undone an earlier one. A look
 * that was already taken is recorded first: no decision uses a look that the record doesn't have.
 */
async function firstAction(run: Run): Promise<Action> {
  if (run.seen !== null) await believe(run, run.seen);
  const { emergency, deleteIntendedAt } = run.rotation;
  const containment = emergency?.containment ?? null;
  const isDoubtful =
    containment?.containedAt != null && containment.openedAt === null && !run.attempt.isContainmentSeen;
  if (containment && isDoubtful && deleteIntendedAt === null) return { do: 'contain', by: containment.by };
  const next = decideNext(run);
  if (run.seen !== null || (next.do === 'contain' && deleteIntendedAt === null)) return next;
  return { do: 'observe' };
}

async function takeSteps(run: Run, first: Action): Promise<RunEnd> {
  let action = first;
  for (;;) {
    if (action.do !== 'contain' && !run.attempt.areIntentsClosed) action = await settledFirst(run);
    if (await hasLost(run, action)) {
      action = decideNext(run);
      continue;
    }
    if (action.do === 'stop') throw withSealing(run, action.error);
    if (action.do === 'rest') {
      if (run.rotation.retry) await record(run, { type: 'rested' });
      return endOf(run, action.until);
    }
    const begin = (begun: Performed) => {
      action = begun;
    };
    try {
      if (action.do === 'finish') {
        await finish(run, action.outcome);
        return endOf(run, null);
      }
      action = lookedFirst(run, action);
      const next = isInBurst(run, action) ? await borrowing(run, action, begin) : await perform(run, action);
      // A successful look doesn't show that anything else works again, and neither does a change that leads to another one.
      const hasWorked = action.do !== 'observe' && (!touchesPairs(action) || !touchesPairs(next));
      if (hasWorked) Object.assign(run.attempt, { silences: 0, waitedMs: 0 });
      action = next;
    } catch (error) {
      if (run.ports.signal.aborted && isAbort(error)) throw interrupted(run, null, error);
      if (isKeyturnError(error) && error.code === 'Interrupted') throw withCommand(run, error);
      if (touchesPairs(action) && isOffUnderUs(run, error)) {
        run.seen = null;
        action = { do: 'observe' };
      } else {
        await afterTrouble(run, error, touchesPairs(action) ? action.do : null).catch((stop: unknown) =>
          withoutSlot(run, action, stop).catch(async () => {
            if (action.do !== 'open-again') await openAtLast(run, stop);
            throw stop;
          }),
        );
        action = await firstAction(run);
      }
    }
  }
}

/** Whether files lost what was delivered to them while the run waits for a date or for people. A person who continues it is told. */
async function hasLost(run: Run, action: Action): Promise<boolean> {
  const code = action.do === 'stop' ? action.error.code : null;
  const isWaiting =
    (action.do === 'rest' && action.why === 'grace') || code === 'GraceNotOver' || code === 'HandOverPending';
  if (!isWaiting || run.isUnattended || run.attempt.areFilesRead || run.rotation.kind === 'retire') return false;
  run.attempt.areFilesRead = true;
  return !(await areStillDelivered(run));
}

/** A person who waits may have a public key, which the rules don't know. */
export function withSealing(
  { rotation, watched }: Pick<Run, 'rotation' | 'watched'>,
  error: KeyturnError,
): KeyturnError {
  if (error.code !== 'HandOverPending') return error;
  const [first, ...others] = error.actions;
  const actions = linesOf(first, sealedFor(rotation, watched.consumers), others);
  return error.continuing({ safe: error.safe, actions });
}

function endOf({ rotation, watched, seen }: Run, restsUntil: number | null): RunEnd {
  return { rotation, watched, seen, restsUntil };
}

/** A containment that others undid is repeated once a look shows that the credentials are still the same. */
function containAgain({ rotation, seen, attempt }: Run): Action | null {
  const containment = rotation.emergency?.containment;
  if (!attempt.isContainmentUndone || !containment) return null;
  return seen === null ? { do: 'observe' } : { do: 'contain', by: containment.by };
}

/** If others replaced the credentials, too, access stays as they restored it. */
async function leaveUndone(run: Run): Promise<void> {
  const { rotation, seen, attempt, ports } = run;
  if (!attempt.isContainmentUndone || seen === null) return;
  if (isOurPrimary(rotation, seen.primaryKey) || mayBeDeployed(rotation)) return;
  attempt.isContainmentUndone = false;
  await record(run, { type: 'opened-again', at: ports.clock.now() });
}

function decideNext(run: Run): Action {
  const again = containAgain(run);
  if (again) return again;
  const { rotation, seen, watched, isSelf, ports, attempt } = run;
  const { decide } = ports.rules ?? usualRules;
  const { automation } = watched.policy;
  const now = timeIn(ports.org, ports.clock);
  const { isSlotSettled } = attempt;
  return decide(rotation, seen, { now, automation, isSelf, clockProblem: clockProblem(ports.org), isSlotSettled });
}

/** Actions that touch credentials need a fresh look, whatever the rules return. */
function lookedFirst<Next extends Action>(run: Run, action: Next): Next | { readonly do: 'observe' } {
  return touchesPairs(action) && run.seen === null ? { do: 'observe' } : action;
}

/**
 * Runs calls that belong together while the setting is on. Never across a wait.
 * @param begin called with each action right before it is performed. An error is that of the last one
 */
function borrowing(run: Run, first: Performed, begin: (action: Performed) => void): Promise<Action> {
  const { org, state, clock, tell, signal } = run.ports;
  if (touchesPairs(first)) tell({ kind: 'doing', act: 'borrow-secret-access' });
  // What keeps the setting off says nothing of a change that isn't sent.
  begin({ do: 'observe' });
  const together = async () => {
    for (let action: Performed = first; ; ) {
      const begun = lookedFirst(run, action);
      begin(begun);
      const next = await perform(run, begun);
      if (!touchesPairs(next)) return next;
      action = next;
    }
  };
  const warn = () => tell({ kind: 'warning', warning: 'secret-access-kept' });
  return withSecretAccess({ org, state, clock, app: run.rotation.app, signal }, together, warn);
}

async function perform(run: Run, action: Performed): Promise<Action> {
  if (run.ports.signal.aborted) throw interrupted(run, null);
  await run.lease.heartbeat();
  const act = acts[action.do] as (run: Run, action: Performed) => Promise<void>;
  await act(run, action);
  await leaveUndone(run);
  return decideNext(run);
}

/** The function for each action. */
const acts: { readonly [Do in Performed['do']]: (run: Run, action: Extract<Performed, { do: Do }>) => Promise<void> } =
  {
    observe,
    contain: (run, { by }) => contain(run, by),
    'free-slot': freeSlot,
    'replace-by-deploy': replaceByDeploy,
    'read-primary': readPrimary,
    'reset-flags': resetFlags,
    'open-again': openAgain,
    'end-access': endAccess,
    'sweep-sessions': sweepSessions,
    report: writeReport,
    stage: stagePair,
    'read-staged': readStaged,
    'drop-staged': (run, { stagedId }) => dropStaged(run, stagedId),
    'prove-staged': (run) => proveNew(run, 'staged'),
    deliver: (run, { targets }) => deliver(run, targets),
    rotate: (run, { stagedId }) => promoteStaged(run, stagedId),
    'prove-primary': (run) => proveNew(run, 'primary'),
    call,
    delete: (run, { stagedId }) => endPair(run, stagedId),
    'prove-refused': proveRefused,
  };
