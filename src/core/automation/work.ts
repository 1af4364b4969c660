import { resumesAt, retriesEndAt } from '../machine/retries.ts';
import type { MaintenanceWindow } from '../model/calendar.ts';
import { isOpen } from '../model/maintenance-window.ts';
import { isResting } from '../model/resting.ts';
import { graceEndsAt, type Rotation } from '../model/rotation.ts';
import { consumerName, type Target } from '../model/target.ts';
import { clockGapSeen, type Drift, dueAtOf, type WatchedApp } from '../model/watched-app.ts';
import { day } from '../plain/time.ts';
import { notRotatedWords } from '../words/not-rotated.ts';
import {
  checkDueAt,
  lastingTroubleMs,
  passingTroubleMs,
  restageAheadMs,
  rotateAheadMs,
  windowAheadMs,
} from './spans.ts';
import { standingTrouble } from './standing-trouble.ts';

/** One unattended action for an app. */
export type Work = {
  /** `restage` replaces unused staged credentials that are about to expire. */
  readonly do: 'check' | 'resume' | 'stage' | 'restage' | 'rotate';
};

export interface WorkFacts {
  readonly watched: WatchedApp;
  /** The latest run of the OAuth consumer, finished or not; null if there was none. */
  readonly rotation: Rotation | null;
  /** When the daemon may rotate; null for always. */
  readonly window: MaintenanceWindow | null;
  readonly stageAheadDays: number;
  readonly checkEveryMs: number;
  /** By this computer's clock. Epoch ms. */
  readonly now: number;
}

/** By the org's clock: credentials become old, and expire, by that. */
function timeThere({ watched, now }: WorkFacts): number {
  return now + clockGapSeen(watched, now);
}

/**
 * The most urgent action now, or null. Unfinished runs come first. Then the app is checked, so that nothing new starts from
 * outdated facts. Remaining doubts are left to a person.
 */
export function workOf(facts: WorkFacts): Work | null {
  const { watched, rotation, now } = facts;
  // A person ends the app.
  if (watched.decommission) return null;
  const trouble = standingTrouble(watched, rotation);
  if (trouble) {
    const pauseMs = trouble.isPassing ? passingTroubleMs : lastingTroubleMs;
    // An attempt in the future means that the clock was set back.
    if (trouble.triedAt <= now && now < trouble.triedAt + pauseMs) return null;
    // Checks the app daily even if other work keeps failing.
    if (!trouble.isPassing && isLookedAtLongAgo(facts)) return { do: 'check' };
  }
  // Each of these requests tokens, which may freeze the execution user again. An emergency can't wait.
  if (watched.verificationPausedAt !== undefined && !(isUnfinished(rotation) && rotation.emergency))
    return check(facts);
  return resume(facts) ?? check(facts) ?? restage(facts) ?? rotate(facts) ?? stage(facts);
}

function isLookedAtLongAgo({ watched: { lastCheck }, now }: WorkFacts): boolean {
  return lastCheck === null || lastCheck.isFirstLook === true || lastCheck.at > now || now >= lastCheck.at + day;
}

function resume({ watched, rotation, now }: WorkFacts): Work | null {
  if (rotation === null) return null;
  const at = resumesAt(rotation, watched.policy.automation);
  if (at === null || (now < at && !isAtOnce(rotation, { at, now }))) return null;
  const aheadMs = clockGapSeen(watched, now);
  // Nothing is deleted before a grace period is over by both clocks.
  if (at === graceEndsAt(rotation) && now + aheadMs < at) return null;
  if (rotation.retry && now >= retriesEndAt(rotation, now, aheadMs)) return null;
  return { do: 'resume' };
}

/** A start in the future, or a retry more than two days ahead, means that the clock was set back. */
function isAtOnce({ retry, startedAt }: Rotation, { at, now }: { readonly at: number; readonly now: number }): boolean {
  return retry === null ? at === startedAt : at > now + 2 * day;
}

function check({ watched, checkEveryMs, now }: WorkFacts): Work | null {
  if (watched.lastCheck === null || watched.lastCheck.isFirstLook) return { do: 'check' };
  const isFromTheFuture = watched.lastCheck.at > now;
  if (!isFromTheFuture && now < checkDueAt(watched, checkEveryMs)) return null;
  return { do: 'check' };
}

function restage(facts: WorkFacts): Work | null {
  const { watched, rotation } = facts;
  if (watched.policy.automation === 'remind' || rotation === null || !isResting(rotation)) return null;
  const expiresAt = rotation.staged?.expiresAt ?? null;
  if (expiresAt === null || timeThere(facts) < expiresAt - restageAheadMs) return null;
  const isWithUs = [...rotation.deliveries, ...(rotation.removed ?? [])].every(({ status }) => status === 'pending');
  if (!isWithUs || mayNotWork(watched)) return null;
  return { do: 'restage' };
}

function rotate(facts: WorkFacts): Work | null {
  const { watched, rotation, window, now } = facts;
  if (watched.policy.automation !== 'rotate' || (isUnfinished(rotation) && !isResting(rotation))) return null;
  const dueAt = dueAtOf(watched);
  const from = dueAt - (window === null ? rotateAheadMs : windowAheadMs);
  if (timeThere(facts) < from || !isOpen(now, window) || !canBeProved(watched, rotation)) return null;
  if ((watched.lastCheck?.drift ?? []).length > 0 || mayNotWork(watched)) return null;
  return { do: 'rotate' };
}

/** Every consumer is a file or program, which confirms deliveries itself, or there are no consumers. */
export function canBeProved(watched: WatchedApp, rotation: Rotation | null): boolean {
  return updatedByPeople(watched, rotation)?.length === 0;
}

/** The targets that keyturn can't deliver to by itself; null if nobody said who uses the credentials. */
function updatedByPeople(watched: WatchedApp, rotation: Rotation | null): readonly Target[] | null {
  const open = isUnfinished(rotation) ? rotation : null;
  const known = open?.deliveries.map(({ target }) => target) ?? [];
  const targets = known.length > 0 ? known : watched.deliveries;
  if (targets.length === 0) return (open ? open.hasNoConsumers : watched.hasNoConsumers) ? [] : null;
  return [...targets, ...watched.deliveries].filter(({ kind }) => kind !== 'file' && kind !== 'exec');
}

/**
 * Why the daemon never rotates the app, although its policy says so.
 * @returns null if it does rotate, or if the policy leaves rotations to people
 */
export function whyNotRotated(watched: WatchedApp, rotation: Rotation | null): string | null {
  if (watched.policy.automation !== 'rotate') return null;
  const left = updatedByPeople(watched, rotation);
  if (left === null) return notRotatedWords.unknown;
  return left.length === 0 ? null : notRotatedWords.people([...new Set(left.map(consumerName))]);
}

function stage(facts: WorkFacts): Work | null {
  const { watched, rotation, stageAheadDays } = facts;
  if (watched.policy.automation === 'remind' || isUnfinished(rotation)) return null;
  if (timeThere(facts) < dueAtOf(watched) - stageAheadDays * day || mayNotWork(watched)) return null;
  return { do: 'stage' };
}

function isUnfinished(rotation: Rotation | null): rotation is Rotation {
  return rotation !== null && rotation.finishedAt === null;
}

/** Something is wrong with the app itself. New credentials would get no token, or wouldn't solve the problem. */
function mayNotWork({ lastProof, lastCheck }: WatchedApp): boolean {
  return lastProof?.answer === 'refused' || (lastCheck?.drift ?? []).some(({ kind }) => !harmless.includes(kind));
}

const harmless: readonly Drift['kind'][] = ['policy-loosened', 'secret-access-left-on'];
