import { type Work, type WorkFacts, workOf } from '../core/automation/work.ts';
import type { Notice } from '../core/model/notice.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import { isSameId } from '../core/plain/ids.ts';
import { inParallel } from '../core/plain/in-parallel.ts';
import { day, hour, minute } from '../core/plain/time.ts';
import type { DueApp, SignIn, TouchedApp } from '../core/ports/ports.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';
import { type Before, withoutRepeated } from '../core/reminders/done-matters.ts';
import { nextInstantOf } from '../core/reminders/next-instant.ts';
import { isQuieted, isTakenOfOrg, noticesAfterWork } from '../core/reminders/notices.ts';
import { byUrgency, statusOf } from '../core/status/status.ts';
import { performWork, type WorkOutcome } from '../core/unattended/perform-work.ts';
import { orgsAtOnce } from '../core/watch/check-apps.ts';
import { checkTogether } from './check-together.ts';
import type { Heartbeat } from './heartbeat.ts';
import { type HealthPorts, reportHealth } from './own-health.ts';
import { returnBorrowed } from './return-borrowed.ts';
import { type Post, type SentMessage, sendOutgoing } from './send.ts';
import type { TickResult } from './tick-result.ts';
import { isAttentionDue, unreadable } from './weigh.ts';

export interface TickSettings {
  /** Everything that decides when an app is due, as text. After a change every app is visited once. */
  readonly whole: string;
  readonly windowOf: (app: WatchedApp) => import('../core/model/calendar.ts').MaintenanceWindow | null;
  readonly stageAheadDays: number;
  readonly checkEveryMs: number;
  /** Contacts of consumers from the settings, by name or target. */
  readonly contacts?: Readonly<Record<string, string>>;
}

export interface TickPorts {
  readonly operate: OperatePorts;
  /** The ports with the store of an app. */
  readonly operateFor: (app: WatchedApp) => OperatePorts;
  readonly post: Post;
  readonly settings: TickSettings;
  /** Addresses notices about the daemon, and names this computer in them. */
  readonly addressOwn: HealthPorts['addressOwn'];
  readonly host: string;
  readonly heartbeats: readonly Heartbeat[];
  /** Resolves when the check of what the daemon can use is over. Missing if this pass makes none. */
  readonly inside?: Promise<void> | undefined;
  /** Updates the break-glass card of an app. */
  readonly writeCard: (app: WatchedApp) => Promise<void>;
}

/** Apps in one tick. The next tick takes the rest, so that a computer that wakes up doesn't flood the orgs. */
const appsPerTick = 200;

const appsOfAnOrgAtOnce = 4;

/** Steps for one app in one tick, such as stage, rotate and check. */
const stepsPerApp = 4;

const asideMs = 15 * minute;

/** An app that is due for longer than this has missed steps. The daemon looks every minute. */
const missedMs = hour;

const noSignIns: readonly SignIn[] = [];

/**
 * Does everything that is due: restores temporary settings, continues interrupted runs, does what each app's automation allows,
 * and sends notices. A failure in one app or org never stops the others.
 * @throws AnotherAtWork while another tick uses the same state
 */
export async function tick(ports: TickPorts): Promise<TickResult> {
  const { state, clock } = ports.operate;
  const lease = await state.leases.acquire('tick', 'The watch list');
  try {
    const tickAt = clock.now();
    const recovered = await returnBorrowed(ports.operate);
    await state.due.followSettings(ports.settings.whole);
    const listed = await state.due.list(tickAt, appsPerTick);
    const due = await mostUrgent(ports, listed);
    // If the list can't be read, the work fails for the same reason and reports it.
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
    const nextDue = await state.due.next(clock.now());
    const isMoreDue = listed.length === appsPerTick && nextDue !== null && nextDue <= clock.now();
    const sent = await sendOutgoing(ports.post, ports.operate, {
      didMissSteps: didMissSteps(listed, tickAt),
      isMoreDue,
    });
    await ports.inside;
    const own = await reportHealth(ports, { sent, didWork: actions.length > 0 });
    const notices = withChannels([...fresh, ...own.notices], [...sent, ...own.sent]);
    const nextOut = await state.reminders.nextOutgoing(clock.now());
    const nextTickAt = Math.min(nextDue ?? Infinity, nextOut ?? Infinity, own.nextAt ?? Infinity, clock.now() + day);
    return {
      tickAt,
      nextTickAt: Math.max(nextTickAt, tickAt),
      recovered,
      actions,
      notices,
      isMoreDue,
      sent: [...sent, ...own.sent],
      problems: own.problems,
      needsAttention: actions.some(isTrouble) || (await isAttentionDue(state, clock.now())),
    };
  } finally {
    await lease.release();
  }
}

/** The notices, each with the channels that it went to. */
export function withChannels(notices: readonly Notice[], sent: readonly SentMessage[]): TickResult['notices'] {
  return notices.map((notice) => ({
    ...notice,
    channels: sent
      .filter(({ notices: ids }) => ids.includes(notice.id))
      .map(({ notices: _ids, isToContact: _to, ...one }) => one),
  }));
}

/** Work of another process is no trouble. */
function isTrouble({ outcome }: TickResult['actions'][number]): boolean {
  return outcome !== 'done' && outcome !== 'AnotherAtWork';
}

/** Whether nobody looked for a while, for example because the computer slept, or the clock was set. */
function didMissSteps(due: readonly DueApp[], now: number): boolean {
  return due.some(({ dueAt }) => dueAt > 0 && (now - dueAt > missedMs || dueAt > now));
}

interface Looking {
  /** The result of the check together with other apps of the org; undefined when no check was due. */
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
      // Its own work fails for the same reason and reports it.
      const run = await state.rotations.latest(orgId, consumerId).catch(unreadable);
      return { touched, status: statusOf(touched.watched, run === 'unreadable' ? null : run, now) };
    }),
  );
  return weighed.sort((one, other) => byUrgency(one.status, other.status)).map(({ touched }) => touched);
}

/** Runs the due checks of one org together. @returns outcomes by app */
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
  // A failure here happens again in `lookAfter`, which reports it.
  const checks = found.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
  const outcomes = await checkTogether(checks, tickAt);
  return new Map(checks.flatMap(({ watched }, index) => (outcomes[index] ? [[keyOf(watched), outcomes[index]]] : [])));
}

function keyOf({ orgId, consumerId }: Pick<WatchedApp, 'orgId' | 'consumerId'>): string {
  return `${orgId} ${consumerId}`;
}

/** Does the due work of one app, creates its notices, and stores when the app is due again. */
async function lookAfter(ports: TickPorts, given: TouchedApp, { check, tickAt, signIns }: Looking): Promise<Looked> {
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
  const found = await factsOf(ports, given.watched);
  if (!found) return { actions, told: [] };
  const facts = { ...found, signInEnding: signInOf(found.watched, await signIns)?.ending ?? null };
  const isOurs = actions.some(({ action, outcome }) => action !== 'check' && outcome !== 'AnotherAtWork');
  const worked = { rotation: isOurs ? before : facts.rotation, didRestage: seen.has('restage') };
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
  const found = noticesAfterWork(facts, before);
  const isSeen = found.some(isUnseen) && (await isOrgSeenSince(ports, watched));
  const notices = found
    .filter((notice) => !(isSeen && isUnseen(notice)))
    .filter((notice) => !isQuieted(notice, watched.attention, now) && !isTakenOfOrg(notice, watched, health))
    .map((notice) => ({ ...notice, actions: notice.actions.map(ports.post.worded ?? ((text) => text)) }));
  const fresh = await state.reminders.tell(notices, (taken) => ports.post.address(withoutRepeated(taken), watched));
  return withoutRepeated(fresh);
}

const isUnseen = ({ kind }: Notice) => kind === 'org-unseen';

/** Whether a check of any app of the org has worked since the one that these facts know. */
async function isOrgSeenSince({ operate }: TickPorts, { orgId, lastCheck, adoptedAt }: WatchedApp): Promise<boolean> {
  const since = lastCheck?.at ?? adoptedAt;
  const apps = await operate.state.apps.list();
  return apps.some((app) => isSameId(app.orgId, orgId) && (app.lastCheck?.at ?? 0) > since);
}

/** A card that can't be written becomes a warning. */
async function keepCard({ writeCard, operate }: TickPorts, watched: WatchedApp): Promise<void> {
  await writeCard(watched).catch((error: unknown) => {
    if (!isKeyturnError(error)) throw error;
    operate.tell({ kind: 'warning', warning: 'problem', problem: error.message });
  });
}

/** The sign-in of the app. An alias may point to a different org now. */
function signInOf({ org, orgId }: WatchedApp, signIns: readonly SignIn[]): SignIn | undefined {
  return signIns.find((one) => (one.username === org || one.aliases.includes(org)) && isSameId(one.orgId, orgId));
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
    contacts: settings.contacts ?? {},
    now: clock.now(),
  };
}
