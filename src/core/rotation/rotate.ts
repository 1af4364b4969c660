import { withSecretAccess } from '../acts/secret-access.ts';
import type { Action } from '../machine/action.ts';
import { usualRules } from '../machine/rules.ts';
import { withTruth } from '../machine/safety.ts';
import type { Observation } from '../model/observation.ts';
import { type Rotation, unnamedConsumers } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Lease } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { dropStaged, endPair, finish, freeSlot, readStaged, rotate, stage } from './change-pairs.ts';
import { contain, openAgain } from './contain.ts';
import { deliver } from './deliver.ts';
import { containAtLast, endAccess } from './end-access.ts';
import { sweepSessions } from './end-sessions.ts';
import { believe, observe } from './look.ts';
import { call, proveNew, proveRefused } from './prove.ts';
import { readPrimary, replaceByDeploy, resetFlags } from './replace-by-deploy.ts';
import { interrupted, type RotationPorts, type Run, type RunEnd, type RunOptions, record } from './run.ts';
import { afterTrouble, closeOpenIntents, noteStop } from './trouble.ts';
import { writeReport } from './write-report.ts';

/**
 * Takes a run as far as it goes now: look, reconcile, decide, do one thing, again. Everything that is done stands in the
 * journal before, and what came of it after; what is remembered is only believed as far as the org agrees.
 * @throws the reason why it stops before its end; the run is kept, and goes on from there
 */
export async function runRotation(
  ports: RotationPorts,
  start: {
    readonly rotation: Rotation;
    readonly watched: WatchedApp;
    readonly lease: Lease;
    /** A look under this lease after which nothing was changed or waited for; null to begin with one. */
    readonly seen: Observation | null;
  },
  options: RunOptions,
): Promise<RunEnd> {
  const run: Run = {
    ...options,
    ports,
    ...start,
    prepared: options.prepared ?? null,
    mustBorrow: false,
    isBorrowedAgain: false,
    hasTouched: false,
    silences: 0,
    isRefused: false,
    isContainmentSeen: false,
    isSecretHidden: false,
  };
  await record(run, { type: 'going-on', at: ports.clock.now() });
  const targets = unnamedConsumers(run.rotation, run.watched.deliveries);
  if (targets.length > 0) await record(run, { type: 'consumers-named', targets });
  try {
    await closeOpenIntents(run);
    return await takeSteps(run, await firstAction(run));
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    await containAtLast(run, error);
    await noteStop(run, error);
    throw withTruth(run, error);
  }
}

/**
 * A run always begins with what is true in the org; turning everything off alone doesn't depend on it. What is turned off already
 * may have been given back by others.
 */
async function firstAction(run: Run): Promise<Action> {
  const { emergency, deleteIntendedAt } = run.rotation;
  const containment = emergency?.containment ?? null;
  const isDoubtful = containment?.containedAt != null && containment.openedAt === null && !run.isContainmentSeen;
  if (containment && isDoubtful && deleteIntendedAt === null) return { do: 'contain', by: containment.by };
  if (run.seen === null) {
    const next = decideNext(run);
    return next.do === 'contain' && deleteIntendedAt === null ? next : { do: 'observe' };
  }
  await believe(run, run.seen);
  return decideNext(run);
}

async function takeSteps(run: Run, first: Action): Promise<RunEnd> {
  let action = first;
  for (;;) {
    if (action.do === 'stop') throw action.error;
    if (action.do === 'rest') {
      if (run.rotation.retry) await record(run, { type: 'rested' });
      return endOf(run, action.until);
    }
    try {
      if (action.do === 'finish') {
        await finish(run, action.outcome);
        return endOf(run, null);
      }
      action = isBurst(action) ? await burst(run, action) : await perform(run, action);
      run.silences = 0;
    } catch (error) {
      await afterTrouble(run, error, isBurst(action));
      action = await firstAction(run);
    }
  }
}

function endOf({ rotation, watched, seen }: Run, restsUntil: number | null): RunEnd {
  return { rotation, watched, seen, restsUntil };
}

function decideNext(run: Run): Action {
  const { rotation, seen, watched, isSelf, ports } = run;
  const { decide } = ports.rules ?? usualRules;
  return decide(rotation, seen, { now: ports.clock.now(), automation: watched.policy.automation, isSelf });
}

/** What needs the org's setting for secrets over REST. */
const burstActions: ReadonlySet<Action['do']> = new Set([
  'observe',
  'stage',
  'read-staged',
  'drop-staged',
  'rotate',
  'delete',
  'free-slot',
]);

function isBurst(action: Action): boolean {
  return burstActions.has(action.do);
}

/**
 * Calls that belong together, with the setting borrowed for just as long where it is off. Never across a wait. Where
 * somebody turns it off under us, it is borrowed once more.
 */
async function burst(run: Run, first: Action): Promise<Action> {
  for (;;) {
    try {
      return run.mustBorrow ? await borrowing(run, first) : await callsOf(run, first);
    } catch (error) {
      const isOff = isKeyturnError(error) && error.code === 'SecretAccessDisabled';
      if (isOff && run.isBorrowedAgain && run.rotation.emergency && run.rotation.stays === null)
        throw reason('EmergencyNeedsDeploy', { app: run.rotation.app }, { cause: error });
      if (!isOff || !run.rotation.consent.borrow || run.isBorrowedAgain) throw error;
      run.isBorrowedAgain = run.mustBorrow;
      run.mustBorrow = true;
      run.seen = null;
    }
  }
}

function borrowing(run: Run, first: Action): Promise<Action> {
  const { org, state, clock, tell } = run.ports;
  tell({ kind: 'doing', act: 'borrow-secret-access' });
  return withSecretAccess(
    { org, state, clock, app: run.rotation.app },
    () => callsOf(run, first),
    () => tell({ kind: 'warning', warning: 'secret-access-kept' }),
  );
}

async function callsOf(run: Run, first: Action): Promise<Action> {
  let action = first;
  for (;;) {
    if (run.seen === null && action.do !== 'observe') action = await perform(run, { do: 'observe' });
    if (!isBurst(action)) return action;
    action = await perform(run, action);
    if (!isBurst(action)) return action;
  }
}

async function perform(run: Run, action: Action): Promise<Action> {
  if (run.ports.signal.aborted) throw interrupted(run, null);
  await run.lease.heartbeat();
  await act(run, action);
  return decideNext(run);
}

async function act(run: Run, action: Action): Promise<void> {
  switch (action.do) {
    case 'observe':
      return observe(run);
    case 'contain':
      return contain(run, action.by);
    case 'free-slot':
      return freeSlot(run, action);
    case 'replace-by-deploy':
      return replaceByDeploy(run);
    case 'read-primary':
      return readPrimary(run);
    case 'reset-flags':
      return resetFlags(run);
    case 'open-again':
      return openAgain(run);
    case 'end-access':
      return endAccess(run);
    case 'sweep-sessions':
      return sweepSessions(run);
    case 'report':
      return writeReport(run);
    case 'stage':
      return stage(run);
    case 'read-staged':
      return readStaged(run, action);
    case 'drop-staged':
      return dropStaged(run, action.stagedId);
    case 'prove-staged':
      return proveNew(run, 'staged');
    case 'deliver':
      return deliver(run, action.targets);
    case 'rotate':
      return rotate(run, action.stagedId);
    case 'prove-primary':
      return proveNew(run, 'primary');
    case 'call':
      return call(run);
    case 'delete':
      return endPair(run, action.stagedId);
    case 'prove-refused':
      return proveRefused(run);
    default:
      throw new Error(`${action.do} is not performed`);
  }
}
