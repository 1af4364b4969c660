import { type Work, type WorkFacts, workOf } from '../core/automation/work.ts';
import type { Notice } from '../core/model/notice.ts';
import type { Rotation } from '../core/model/rotation.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import { inParallel } from '../core/plain/in-parallel.ts';
import { minute } from '../core/plain/time.ts';
import type { SignIn, TouchedApp } from '../core/ports/ports.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';
import { type Before, withoutRepeated } from '../core/reminders/done-matters.ts';
import { nextInstantOf } from '../core/reminders/next-instant.ts';
import { isQuieted, isTakenOfOrg } from '../core/reminders/notices.ts';
import { performWork, type WorkOutcome } from '../core/unattended/perform-work.ts';
import { noticesNow } from './notices-now.ts';
import { factsOf, signInOf } from './tick-facts.ts';
import type { TickPorts } from './tick-ports.ts';
import type { TickResult } from './tick-result.ts';

export const appsOfAnOrgAtOnce = 4;

/** Steps for one app in one tick, such as stage, rotate and check. */
const stepsPerApp = 4;

const asideMs = 15 * minute;

interface Looking {
  /** The tick is still this process's. @throws TakenOver */
  readonly heartbeat: () => Promise<void>;
  /** The result of the check together with other apps of the org; undefined when no check was due. */
  readonly check: PromiseSettledResult<WorkOutcome> | undefined;
  readonly tickAt: number;
  readonly signIns: Promise<readonly SignIn[]> | readonly SignIn[];
}

interface Looked {
  readonly actions: TickResult['actions'];
  readonly told: readonly Notice[];
}

/** What was done for an app. Its notices are still to be made. */
interface Worked {
  readonly given: TouchedApp;
  readonly actions: TickResult['actions'];
  /** The run before that. */
  readonly before: Rotation | null;
}

/**
 * Looks after apps with an open emergency. What one of them undoes, such as a frozen user, is undone before anybody is told of it, so
 * the notices come after the work on all of them.
 */
export async function lookAfterEmergencies(
  ports: TickPorts,
  apps: readonly TouchedApp[],
  looking: Omit<Looking, 'check'>,
): Promise<readonly Looked[]> {
  const worked = await inParallel(apps, appsOfAnOrgAtOnce, async (app) => {
    await looking.heartbeat();
    return workOn(ports, app, { ...looking, check: undefined }).catch((error: unknown) => ({ given: app, error }));
  });
  return inParallel(worked, appsOfAnOrgAtOnce, (done) =>
    'error' in done
      ? setAside(ports, done.given, done.error)
      : tellAfter(ports, done, looking).catch((error: unknown) => setAside(ports, done.given, error)),
  );
}

/** Does the due work of one app, creates its notices, and stores when the app is due again. */
export async function lookAfter(ports: TickPorts, given: TouchedApp, looking: Looking): Promise<Looked> {
  await looking.heartbeat();
  try {
    return await tellAfter(ports, await workOn(ports, given, looking), looking);
  } catch (error) {
    return setAside(ports, given, error);
  }
}

async function workOn(ports: TickPorts, given: TouchedApp, { check, tickAt }: Looking): Promise<Worked> {
  const { state, signal } = ports.operate;
  if (check?.status === 'rejected') throw check.reason;
  const actions: TickResult['actions'][number][] = [];
  const seen = new Set<Work['do']>();
  const before = await state.rotations.latest(given.watched.orgId, given.watched.consumerId);
  if (check) {
    const { org, app } = given.watched;
    actions.push({ org, app, action: 'check', outcome: check.value });
    seen.add('check');
  }
  const mayGoOn = check === undefined || check.value === 'done';
  for (let step = seen.size; mayGoOn && step < stepsPerApp && !signal.aborted; step += 1) {
    const facts = await factsOf(ports, given.watched);
    const work = facts && workOf(facts);
    // Until a person confirms the state, the org is only looked at. But an app must not stay blocked by half an emergency.
    const isHelp = work?.do === 'resume' && facts?.rotation?.emergency;
    if (work?.do !== 'check' && !isHelp && state.installation.unconfirmed() !== null) break;
    // Each kind of work is tried once a tick.
    if (!work || seen.has(work.do)) break;
    seen.add(work.do);
    const outcome = await performWork(ports.operateFor(facts.watched), facts.watched, { work, begunAt: tickAt });
    actions.push({ org: facts.watched.org, app: facts.watched.app, action: work.do, outcome });
    if (outcome !== 'done') break;
  }
  return { given, actions, before };
}

async function tellAfter(
  ports: TickPorts,
  { given, actions, before }: Worked,
  { signIns }: Pick<Looking, 'signIns'>,
): Promise<Looked> {
  const { state } = ports.operate;
  const found = await factsOf(ports, given.watched);
  if (!found) return { actions, told: [] };
  const facts = { ...found, signInEnding: signInOf(found.watched, await signIns)?.ending ?? null };
  const isOurs = actions.some(({ action, outcome }) => action !== 'check' && outcome !== 'AnotherAtWork');
  const worked = {
    rotation: isOurs ? before : facts.rotation,
    didRestage: actions.some(({ action }) => action === 'restage'),
  };
  const told = await tellOf(ports, facts, worked);
  if (facts.watched.card !== undefined) await keepCard(ports, facts.watched);
  await state.due.postpone(facts.touched, nextInstantOf(facts));
  return { actions, told };
}

/** Claims and queues the notices of an app. */
async function tellOf(ports: TickPorts, facts: WorkFacts, before: Before): Promise<readonly Notice[]> {
  const { state, clock } = ports.operate;
  const { watched } = facts;
  const [health, now] = [await state.health.read(), clock.now()];
  const found = await noticesNow(ports, facts, before);
  const notices = found.filter(
    (notice) => !isQuieted(notice, watched.attention, now) && !isTakenOfOrg(notice, watched, health),
  );
  const fresh = await state.reminders.tell(notices, (taken) => ports.post.address(withoutRepeated(taken), watched));
  return withoutRepeated(fresh);
}

/** A card that can't be written becomes a warning. */
async function keepCard({ writeCard, operate }: TickPorts, watched: WatchedApp): Promise<void> {
  await writeCard(watched).catch((error: unknown) => {
    if (!isKeyturnError(error)) throw error;
    operate.tell({ kind: 'warning', warning: 'problem', problem: error.message });
  });
}

/**
 * Records a failure of one app, and postpones the app so that it isn't retried every minute. What is known of the app is reported
 * all the same.
 */
async function setAside(ports: TickPorts, app: TouchedApp, error: unknown): Promise<Looked> {
  const { state, clock } = ports.operate;
  const { org, app: name } = app.watched;
  const found = await state.due.find(app.watched);
  if (found) await state.due.postpone(found, clock.now() + asideMs);
  const outcome = isKeyturnError(error) ? error.code : 'Defect';
  const facts = await factsOf(ports, app.watched);
  const told = facts === null ? [] : await tellOf(ports, facts, { rotation: facts.rotation, didRestage: false });
  return { actions: [{ org, app: name, action: 'look', outcome }], told };
}
