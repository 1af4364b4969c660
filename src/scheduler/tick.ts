import { workOf } from '../core/automation/work.ts';
import type { Notice } from '../core/model/notice.ts';
import { isEmergency, type Rotation } from '../core/model/rotation.ts';
import { freezesUser } from '../core/model/shared-freeze.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import { inParallel } from '../core/plain/in-parallel.ts';
import { day, hour } from '../core/plain/time.ts';
import type { DueApp, SignIn, TouchedApp } from '../core/ports/ports.ts';
import { byUrgency, statusOf } from '../core/status/status.ts';
import type { WorkOutcome } from '../core/unattended/perform-work.ts';
import { orgsAtOnce } from '../core/watch/check-apps.ts';
import { checkTogether } from './check-together.ts';
import { appsOfAnOrgAtOnce, lookAfter, lookAfterEmergencies } from './look-after.ts';
import { asOfNowBut, hasNewFinding } from './notices-now.ts';
import { reportHealth } from './own-health.ts';
import { returnBorrowed } from './return-borrowed.ts';
import { type SentMessage, sendOutgoing } from './send.ts';
import { factsOf } from './tick-facts.ts';
import type { TickPorts } from './tick-ports.ts';
import type { TickResult } from './tick-result.ts';
import { isAttentionDue, unreadable } from './weigh.ts';

/** Apps in one tick. The next tick takes the rest, so that a computer that wakes up doesn't flood the orgs. */
const appsPerTick = 200;

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
    const byOrg = [...Map.groupBy(due, ({ touched }) => touched.watched.orgId).values()];
    const actions: TickResult['actions'][number][] = [];
    const fresh: Notice[] = [];
    const looking = { tickAt, signIns, heartbeat: () => lease.heartbeat() };
    await inParallel(byOrg, orgsAtOnce, async (those) => {
      const keep = (done: { readonly actions: TickResult['actions']; readonly told: readonly Notice[] }) => {
        actions.push(...done.actions);
        fresh.push(...done.told);
      };
      const [emergencies, apps] = [those.filter(hasEmergency), those.filter((one) => !hasEmergency(one))];
      // Nothing waits less than blocked access, and what a check finds before that may be over after it.
      const first = emergencies.sort(byFreeze).map(({ touched }) => touched);
      for (const done of await lookAfterEmergencies(ports, first, looking)) keep(done);
      const others = apps.map(({ touched }) => touched);
      const checks = await checkThose(ports, others, tickAt);
      await inParallel(others, appsOfAnOrgAtOnce, async (app) =>
        keep(await lookAfter(ports, app, { ...looking, check: checks.get(keyOf(app.watched)) })),
      );
    });
    const nextDue = await state.due.next(clock.now());
    const isMoreDue = listed.length === appsPerTick && nextDue !== null && nextDue <= clock.now();
    const sent = await sendOutgoing(ports.post, ports.operate, {
      didMissSteps: didMissSteps(listed, tickAt),
      isMoreDue,
      asOfNow: asOfNowBut(ports, fresh),
    });
    await ports.inside;
    const own = await reportHealth(ports, {
      sent,
      didWork: actions.length > 0,
      asOfNow: (told) => asOfNowBut(ports, [...fresh, ...told]),
    });
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

/** An app that is due, with its newest run as it was when the tick began; null if there is none, or it can't be read. */
interface Due {
  readonly touched: TouchedApp;
  readonly run: Rotation | null;
}

async function mostUrgent({ operate }: TickPorts, due: readonly TouchedApp[]): Promise<readonly Due[]> {
  const { state, clock } = operate;
  const now = clock.now();
  const weighed = await Promise.all(
    due.map(async (touched) => {
      const { orgId, consumerId } = touched.watched;
      // Its own work fails for the same reason and reports it.
      const found = await state.rotations.latest(orgId, consumerId).catch(unreadable);
      const run = found === 'unreadable' ? null : found;
      return { touched, run, status: statusOf(touched.watched, run, now) };
    }),
  );
  return weighed.sort((one, other) => byUrgency(one.status, other.status));
}

function hasEmergency({ run }: Due): boolean {
  return run !== null && isEmergency(run) && run.finishedAt === null;
}

/** Those that others of the same user wait for come first. */
function byFreeze(one: Due, other: Due): number {
  const isNeeded = ({ run }: Due) => Number(run !== null && freezesUser(run) && run.endedAt === null);
  return isNeeded(other) - isNeeded(one);
}

/** Runs the due checks of one org together. @returns outcomes by app */
async function checkThose(ports: TickPorts, apps: readonly TouchedApp[], tickAt: number) {
  if (ports.operate.signal.aborted) return new Map<string, PromiseSettledResult<WorkOutcome>>();
  const found = await Promise.allSettled(
    apps.map(async ({ watched }) => {
      const facts = await factsOf(ports, watched);
      if (facts === null) return null;
      const work = workOf(facts) ?? ((await hasNewFinding(ports, facts)) ? ({ do: 'check' } as const) : null);
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
