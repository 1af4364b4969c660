import { closeIntents } from '../acts/journalled.ts';
import { clockGap } from '../acts/org-clock.ts';
import type { Action } from '../machine/action.ts';
import { evolve } from '../machine/evolve.ts';
import { nextRetry } from '../machine/retries.ts';
import { inFlightMs } from '../machine/salesforce-times.ts';
import type { JournalAction, JournalLine } from '../model/journal.ts';
import { mayBeDeployed } from '../model/rotation.ts';
import { parseTarget } from '../model/target.ts';
import { minute } from '../plain/time.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { allOf, note, pause, type Run, record } from './run.ts';

/** The number of lost answers in a row after which a later run takes over. */
const mostSilences = 3;
/** Waits between the tries of an emergency, in ms. The first tries are quick; the last wait is repeated. */
const emergencyWaits = [1, 1, 2, 4, 8].map((times) => times * inFlightMs);
/** How long an emergency waits for one answer in all its tries, in ms. */
const emergencyPatienceMs = 2 * minute;

/**
 * Closes the intents of an interrupted attempt or of a replaced run. Their outcome shows in the org, and this run continues
 * from there. A request sent just now may still be in progress, so it waits for that first.
 */
export async function closeOpenIntents(run: Run): Promise<void> {
  const { state } = run.ports;
  const all = await intentsOf(run);
  // A deploy takes effect later than `inFlightMs`. The next look waits for it, and closes its intent.
  const isAwaited = ({ action }: JournalLine) => action === 'replace-by-deploy' && mayBeDeployed(run.rotation);
  if (all.some(isAwaited)) run.seen = null;
  const ours = all.filter((line) => !isAwaited(line));
  if (ours.length === 0) return;
  // A containment waits for nothing. What undoes it waits for this.
  run.attempt.containsUntil = Math.max(run.attempt.containsUntil, landedAt(ours, containing));
  await pauseUntil(run, landedAt(ours, slowToLand));
  await settleDeliveries(run, ours);
  await closeIntents(state.journal, ours);
}

/** Open intents of this run, and of runs that are over. */
export async function intentsOf({ ports: { state }, rotation }: Run): Promise<readonly JournalLine[]> {
  const open = (await state.journal.open()).filter(({ detail }) => typeof detail.rotation === 'string');
  if (open.length === 0) return [];
  const others = (await state.rotations.unfinished()).filter(({ id }) => id !== rotation.id);
  return open.filter(({ detail }) => !others.some(({ id }) => id === detail.rotation));
}

/** An emergency loses no time with this: it repeats its deliveries, and each one settles its own target first. */
async function settleDeliveries({ ports, rotation }: Run, open: readonly JournalLine[]): Promise<void> {
  if (rotation.kind === 'emergency') return;
  const killed = open.filter(({ action }) => action === 'deliver').map(({ detail }) => String(detail.target));
  await allOf(killed.map((target) => ports.deliveries.settle(parseTarget(target))));
}

const slowToLand: ReadonlySet<JournalAction> = new Set(['stage', 'rotate', 'delete-pair']);
const containing: ReadonlySet<JournalAction> = new Set(['contain']);

/** When the last of these requests has surely arrived. */
function landedAt(lines: readonly JournalLine[], actions: ReadonlySet<JournalAction>): number {
  return Math.max(...lines.filter(({ action }) => actions.has(action)).map(({ at }) => at)) + inFlightMs;
}

/** Waits for a request that may still be in progress. */
export async function pauseUntil(run: Run, landsAt: number): Promise<void> {
  // If the clock was set back, `landsAt` may be far in the future.
  const wait = Math.min(landsAt - run.ports.clock.now(), inFlightMs);
  if (wait > 0) await pause(run, { why: 'in-flight' }, wait);
}

/** Errors after which the outcome of a request is unknown. */
const silent: ReadonlySet<string> = new Set(['OrgUnreachable', 'OrgUnavailable', 'OrgAnswerUnreadable']);

/**
 * After a lost answer, or a refused change of credentials, the run continues with a look at the org.
 * @param touching the action, if it reads or changes credentials; otherwise null
 * @throws the error itself when a look wouldn't help or was already tried
 */
export async function afterTrouble(run: Run, error: unknown, touching: Action['do'] | null): Promise<void> {
  if (!isKeyturnError(error)) throw error;
  run.seen = null;
  const { kind, app } = run.rotation;
  const isEmergency = kind === 'emergency';
  const isAhead = isEmergency && error.code === 'DeployAhead';
  if (isAhead || silent.has(error.code)) {
    const { attempt, patienceMs } = run;
    const asked = error.retryAfterMs ?? 0;
    if (!isAhead) attempt.silences += 1;
    const isEnough = isEmergency ? attempt.waitedMs >= emergencyPatienceMs : attempt.silences >= mostSilences;
    if (isEnough || asked > patienceMs) {
      throw isAhead ? reason('EmergencyBlocked', { app, problem: error.message }, { cause: error }) : error;
    }
    const usual = isEmergency ? emergencyWait(isAhead ? 1 : attempt.silences) : inFlightMs * attempt.silences;
    const wait = Math.max(usual, asked);
    attempt.waitedMs += wait;
    await pause(run, { why: 'problem', problem: error.message }, wait);
    return closeOpenIntents(run);
  }
  if (error.code !== 'OrgRefused' || touching === null) throw error;
  if (run.attempt.isRefused) throw refusalOf(run, error, touching);
  run.attempt.isRefused = true;
}

/** @param attempt number of tries so far */
function emergencyWait(attempt: number): number {
  return emergencyWaits[attempt - 1] ?? Math.max(...emergencyWaits);
}

/** Only a refused promotion ends a switch back. A refused look says nothing of it. */
function refusalOf({ rotation, attempt }: Run, error: KeyturnError, touching: Action['do']): KeyturnError {
  if (touching !== 'rotate') return error;
  // A look after the first refusal has shown that nothing was promoted.
  attempt.isPromotionOpen = false;
  if (rotation.kind !== 'back' || rotation.rotatedAt !== null) return error;
  return reason('NoWayBack', { app: rotation.app, why: { refusal: error.message } }, { cause: error });
}

export async function noteStop(run: Run, error: KeyturnError): Promise<void> {
  const { clock, chance } = run.ports;
  const at = clock.now();
  if (error.code === 'NoWayBack') return await endWayBack(run, at);
  if (error.code === 'ClockDiffers') await noteClock(run, at);
  if (error.exitCode === 75) {
    const around = { now: at, aheadMs: clockGap(run.ports.org), chance: chance(), atLeastMs: error.retryAfterMs ?? 0 };
    const retry = nextRetry(run.rotation, around);
    await record(run, retry ? { type: 'retry-planned', retry } : { type: 'stopped', code: error.code, at });
  } else if (error.exitCode !== 130) {
    await record(run, { type: 'stopped', code: error.code, at });
  }
}

/** Until the next check, nothing else says why the run stopped. */
async function noteClock(run: Run, at: number): Promise<void> {
  run.watched = { ...run.watched, clockSeen: { at, aheadMs: clockGap(run.ports.org) } };
  await run.ports.state.apps.save(run.watched);
}

/** Salesforce keeps the current credentials: the run that was to be undone continues, with all it knows of its consumers. */
async function endWayBack(run: Run, at: number): Promise<void> {
  const { rotations } = run.ports.state;
  const { replaces } = run.rotation;
  const undone = replaces === null ? null : await rotations.find(replaces);
  run.rotation = evolve(run.rotation, { type: 'finished', outcome: 'refused', at });
  await rotations.save(run.rotation, ...(undone ? [evolve(undone, { type: 'reopened' })] : []));
  await note(run, 'finish-rotation', { outcome: 'refused' });
}
