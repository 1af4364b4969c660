import { standingTrouble } from '../core/automation/standing-trouble.ts';
import type { WorkFacts } from '../core/automation/work.ts';
import type { Notice } from '../core/model/notice.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import { isSameId } from '../core/plain/ids.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';
import { daemonNotices } from '../core/reminders/daemon-matters.ts';
import { matterOf } from '../core/reminders/digest.ts';
import type { Before } from '../core/reminders/done-matters.ts';
import { isQuieted, isStillSo, noticesAfterWork, noticesOf } from '../core/reminders/notices.ts';
import { type AsOfNow, wordedNotice } from './send.ts';
import { factsOf, signInOf } from './tick-facts.ts';
import type { TickPorts } from './tick-ports.ts';
import { unreachedIn } from './unreached.ts';

/** The notices of an app as of now, whether sent before or not, in the words of their readers. */
export async function noticesNow(ports: TickPorts, facts: WorkFacts, before: Before): Promise<readonly Notice[]> {
  const { operate, post } = ports;
  const isUnreached = await unreachedIn(facts.rotation, { state: operate.state, reaches: post.reaches });
  const found = noticesAfterWork({ ...facts, isUnreached }, before);
  const isSeen = found.some(isUnseen) && (await isOrgSeenSince(ports, facts.watched));
  return found.filter((notice) => !(isSeen && isUnseen(notice))).map((notice) => wordedNotice(notice, post.worded));
}

/** Whether an earlier check found a change that nobody was told of. Until it is told, it may be over. */
export async function hasNewFinding({ operate: { state } }: TickPorts, facts: WorkFacts): Promise<boolean> {
  const { watched, rotation, now } = facts;
  if (watched.decommission || standingTrouble(watched, rotation) || !watched.lastCheck?.drift.length) return false;
  const told = noticesOf(facts).filter((one) => one.kind === 'drift' && !isQuieted(one, watched.attention, now));
  return (await state.reminders.unclaimed(told.map(({ id }) => id))).length > 0;
}

const isUnseen = ({ kind }: Notice) => kind === 'org-unseen';

/** Whether a check of any app of the org has worked since the one that these facts know. */
async function isOrgSeenSince({ operate }: TickPorts, { orgId, lastCheck, adoptedAt }: WatchedApp): Promise<boolean> {
  const since = lastCheck?.at ?? adoptedAt;
  const apps = await operate.state.apps.list();
  return apps.some((app) => isSameId(app.orgId, orgId) && (app.lastCheck?.at ?? 0) > since);
}

/** Notices as they are true now, but for those that were just made. */
export function asOfNowBut(ports: TickPorts, made: readonly Notice[]): AsOfNow {
  const ids = new Set(made.map(({ id }) => id));
  return async (notice) => (ids.has(notice.id) ? notice : asOfNow(ports, notice));
}

/** What the daemon did stays true. What can't be read now, or isn't due yet since the clock was set back, stays as it was. */
async function asOfNow(ports: TickPorts, notice: Notice): Promise<Notice | null> {
  if (notice.kind === 'done-by-daemon') return notice;
  const now = await found(ports, notice);
  if (now === 'unknown') return notice;
  // What the owner of an app hears in place of a contact has words of its own.
  if (now === null || notice.kind === 'consumer-waiting') return now && notice;
  const { severity, title, text, actions } = now;
  return { ...notice, severity, title, text, actions };
}

/** The same notice as of now; null if its cause is over. */
async function found(ports: TickPorts, notice: Notice): Promise<Notice | null | 'unknown'> {
  const { operate, host, post } = ports;
  const isSame = (one: Notice) => matterOf(one) === matterOf(notice);
  const { orgId, app, consumerId } = notice;
  if (orgId === '') {
    const same = daemonNotices(await operate.state.health.read(), operate.clock.now(), host).find(isSame);
    return same ? wordedNotice(same, post.worded) : null;
  }
  try {
    const known = await factsOf(ports, { orgId, app, consumerId });
    if (known === null) return null;
    const isOfSignIn = notice.kind === 'sign-in-ends';
    const signIns = isOfSignIn ? await operate.signIns.list().catch(() => null) : [];
    if (signIns === null) return 'unknown';
    const facts = { ...known, signInEnding: signInOf(known.watched, signIns)?.ending ?? null };
    if (!isStillSo(facts, notice)) return null;
    const all = await noticesNow(ports, facts, { rotation: facts.rotation, didRestage: false });
    return all.find(isSame) ?? (isUnseen(notice) ? null : 'unknown');
  } catch (error) {
    if (isKeyturnError(error) && error.exitCode !== 130) return 'unknown';
    throw error;
  }
}
