import { type Work, workOf } from '../core/automation/work.ts';
import type { Notice } from '../core/model/notice.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import { isSameId } from '../core/plain/ids.ts';
import { inParallel } from '../core/plain/in-parallel.ts';
import { day, minute } from '../core/plain/time.ts';
import type { SignIn, TouchedApp } from '../core/ports/ports.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';
import { withoutRepeated } from '../core/reminders/done-matters.ts';
import { nextInstantOf } from '../core/reminders/next-instant.ts';
import { isQuieted, noticesAfterWork } from '../core/reminders/notices.ts';
import { byUrgency, statusOf } from '../core/status/status.ts';
import { performWork, type WorkOutcome } from '../core/unattended/perform-work.ts';
import { orgsAtOnce } from '../core/watch/check-apps.ts';
import { checkTogether } from './check-together.ts';
import { returnBorrowed } from './return-borrowed.ts';
import { type Post, type Sent, sendOutgoing } from './send.ts';
import { isAttentionDue } from './weigh.ts';

export interface TickSettings {
  /** All that decides when an app is due, as text: after a change of it every app is looked after once. */
  readonly whole: string;
  readonly windowOf: (app: WatchedApp) => import('../core/model/calendar.ts').MaintenanceWindow | null;
  readonly stageAheadDays: number;
  readonly checkEveryMs: number;
}

export interface TickPorts {
  readonly operate: OperatePorts;
  /** The ports with the store in which an app's pairs are kept. */
  readonly operateFor: (app: WatchedApp) => OperatePorts;
  readonly post: Post;
  readonly settings: TickSettings;
  /** Writes the break-glass card of an app anew, where it is kept. */
  readonly writeCard: (app: WatchedApp) => Promise<void>;
}

export interface TickResult {
  readonly tickAt: number;
  /** When something is next to be done; at most a day ahead. */
  readonly nextTickAt: number;
  readonly recovered: readonly { readonly app: string; readonly action: string }[];
  readonly actions: readonly {
    readonly org: string;
    readonly app: string;
    /** `look` where it failed before anything could be decided. */
    readonly action: Work['do'] | 'look';
    readonly outcome: WorkOutcome;
  }[];
  readonly notices: readonly (Notice & { readonly channels: readonly Sent[] })[];
  /** Something needs a person. */
  readonly needsAttention: boolean;
}

/** Apps that a tick takes on; the others come with the next one, so that a wake-up does not storm the orgs. */
const appsPerTick = 200;
const appsOfAnOrgAtOnce = 4;
/** Steps that follow each other for one app in one tick: staged, then rotated, then checked. */
const stepsPerApp = 4;
const asideMs = 15 * minute;
const noSignIns: readonly SignIn[] = [];

/**
 * One pass over everything that is due: gives back what was borrowed, goes on with what was interrupted, does what each app's
 * automation allows, and tells what is worth telling. Whatever fails for one app or org never stops the others.
 * @throws AnotherAtWork while another tick of this state runs
 */
export async function tick(ports: TickPorts): Promise<TickResult> {
  const { state, clock } = ports.operate;
  const lease = await state.leases.acquire('tick', 'The watch');
  try {
    const tickAt = clock.now();
    const recovered = await returnBorrowed(ports.operate);
    await state.due.followSettings(ports.settings.whole);
    const due = await mostUrgent(ports, await state.due.list(tickAt, appsPerTick));
    // A list that can't be read is in the way of the work, too, which tells it.
    const signIns = due.length === 0 ? noSignIns : ports.operate.signIns.list().catch(() => noSignIns);
    const byOrg = [...Map.groupBy(due, ({ watched }) => watched.orgId).values()];
    const actions: TickResult['actions'][number][] = [];
    const fresh: Notice[] = [];
    await inParallel(byOrg, orgsAtOnce, async (apps) => {
      const checks = await checkThose(ports, apps, tickAt);
      await inParallel(apps, appsOfAnOrgAtOnce, async (app) => {
        await lease.heartbeat();
        const check = checks.get(keyOf(app.watched));
        const done = await lookAfter(ports, app, { check, tickAt, signIns }).catch((error: unknown) =>
          setAside(ports, app, error),
        );
        actions.push(...done.actions);
        fresh.push(...done.told);
      });
    });
    const sent = await sendOutgoing(ports.post, ports.operate);
    const notices = fresh.map((notice) => ({
      ...notice,
      channels: sent.filter(({ notices: ids }) => ids.includes(notice.id)).map(({ notices: _ids, ...one }) => one),
    }));
    const [nextDue, nextOut] = await Promise.all([state.due.next(), state.reminders.nextOutgoing()]);
    const nextTickAt = Math.min(nextDue ?? Infinity, nextOut ?? Infinity, clock.now() + day);
    return {
      tickAt,
      nextTickAt: Math.max(nextTickAt, tickAt),
      recovered,
      actions,
      notices,
      needsAttention: await isAttentionDue(state, clock.now()),
    };
  } finally {
    await lease.release();
  }
}

interface Looking {
  /** What came of the look at it with the others of its org; undefined when none was due. */
  readonly check: PromiseSettledResult<WorkOutcome> | undefined;
  readonly tickAt: number;
  readonly signIns: Promise<readonly SignIn[]> | readonly SignIn[];
}

interface Looked {
  readonly actions: TickResult['actions'];
  readonly told: readonly Notice[];
}

async function mostUrgent({ operate }: TickPorts, due: readonly TouchedApp[]): Promise<readonly TouchedApp[]> {
  const { state, clock } = operate;
  const now = clock.now();
  const weighed = await Promise.all(
    due.map(async (touched) => {
      const { orgId, consumerId } = touched.watched;
      return { touched, status: statusOf(touched.watched, await state.rotations.latest(orgId, consumerId), now) };
    }),
  );
  return weighed.sort((one, other) => byUrgency(one.status, other.status)).map(({ touched }) => touched);
}

/** The looks that are due first of all, by app: those of one org together. */
async function checkThose(ports: TickPorts, apps: readonly TouchedApp[], tickAt: number) {
  if (ports.operate.signal.aborted) return new Map<string, PromiseSettledResult<WorkOutcome>>();
  const found = await Promise.allSettled(
    apps.map(async ({ watched }) => {
      const facts = await factsOf(ports, watched);
      if (facts === null) return null;
      const work = workOf(facts);
      if (work?.do !== 'check') return null;
      return { watched: facts.watched, work, operate: ports.operateFor(facts.watched) };
    }),
  );
  // What fails already now fails again, and is told, when the app is looked after.
  const checks = found.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
  const outcomes = await checkTogether(checks, tickAt);
  return new Map(checks.flatMap(({ watched }, index) => (outcomes[index] ? [[keyOf(watched), outcomes[index]]] : [])));
}

function keyOf({ orgId, consumerId }: Pick<WatchedApp, 'orgId' | 'consumerId'>): string {
  return `${orgId} ${consumerId}`;
}

/** Does what is to be done for one app, then tells what is worth telling, then says when to come back. */
async function lookAfter(ports: TickPorts, given: TouchedApp, { check, tickAt, signIns }: Looking): Promise<Looked> {
  const { state, clock, signal } = ports.operate;
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
    // What was tried in this tick is not tried again before the next one.
    if (!work || seen.has(work.do)) break;
    seen.add(work.do);
    const outcome = await performWork(ports.operateFor(facts.watched), facts.watched, { work, begunAt: tickAt });
    actions.push({ org: facts.watched.org, app: facts.watched.app, action: work.do, outcome });
    if (outcome !== 'done') break;
  }
  const found = await factsOf(ports, given.watched);
  if (!found) return { actions, told: [] };
  const facts = { ...found, signInEnding: signInOf(found.watched, await signIns)?.ending ?? null };
  const now = clock.now();
  const isOurs = actions.some(({ action, outcome }) => action !== 'check' && outcome !== 'AnotherAtWork');
  const worked = { rotation: isOurs ? before : facts.rotation, didRestage: seen.has('restage') };
  const notices = noticesAfterWork(facts, worked).filter((notice) => !isQuieted(notice, facts.watched.attention, now));
  const fresh = await state.reminders.tell(notices, (taken) =>
    ports.post.address(withoutRepeated(taken), facts.watched),
  );
  const told = withoutRepeated(fresh);
  if (facts.watched.card !== undefined) await keepCard(ports, facts.watched);
  await state.due.postpone(facts.touched, nextInstantOf(facts));
  return { actions, told };
}

/** A place that can't be written to is said, and keeps nothing from being done. */
async function keepCard({ writeCard, operate }: TickPorts, watched: WatchedApp): Promise<void> {
  await writeCard(watched).catch((error: unknown) => {
    if (!isKeyturnError(error)) throw error;
    operate.tell({ kind: 'warning', warning: 'problem', problem: error.message });
  });
}

/** The one with which the app is watched; an alias may mean another org by now. */
function signInOf({ org, orgId }: WatchedApp, signIns: readonly SignIn[]): SignIn | undefined {
  return signIns.find((one) => (one.username === org || one.aliases.includes(org)) && isSameId(one.orgId, orgId));
}

/** Whatever goes wrong with one app, the others are looked after; it is looked at again later, not every minute. */
async function setAside({ operate }: TickPorts, app: TouchedApp, error: unknown): Promise<Looked> {
  const { state, clock } = operate;
  const { org, app: name } = app.watched;
  const found = await state.due.find(app.watched);
  if (found) await state.due.postpone(found, clock.now() + asideMs);
  const outcome = isKeyturnError(error) ? error.code : 'Defect';
  return { actions: [{ org, app: name, action: 'look', outcome }], told: [] };
}

async function factsOf({ operate, settings }: TickPorts, { orgId, app, consumerId }: WatchedApp) {
  const { state, clock } = operate;
  const [found, rotation] = await Promise.all([
    state.due.find({ orgId, app, consumerId }),
    state.rotations.latest(orgId, consumerId),
  ]);
  if (!found) return null;
  const { watched } = found;
  return {
    watched,
    touched: found,
    rotation,
    window: settings.windowOf(watched),
    stageAheadDays: settings.stageAheadDays,
    checkEveryMs: settings.checkEveryMs,
    now: clock.now(),
  };
}
