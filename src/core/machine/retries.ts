import { graceEndsAt, isHandedOver, type Retry, type Rotation } from '../model/rotation.ts';
import { undelivered } from '../model/rotation-deliveries.ts';
import type { Automation } from '../model/watched-app.ts';
import { day, hour, minute } from '../plain/time.ts';
import { mayDelete } from './may-delete.ts';

const ladder = [minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute, hour, 6 * hour, day];

/**
 * The delay in ms after `attempt` failures (1 for the first): 1 min, 2, 5, 10, 30, 1 h, 6 h, then daily.
 * @param chance a random number from 0 to 1: shifts the delay by up to 5 % either way
 */
export function retryDelay(attempt: number, chance: number): number {
  const usual = ladder[Math.min(attempt, ladder.length) - 1] ?? minute;
  return Math.round(usual * (0.95 + chance * 0.1));
}

/**
 * Automatic retries end then: 3 days before the staged credentials expire, or 30 days after the first failure. By this computer's clock.
 * @param aheadMs how far the org's clock is ahead of it: credentials expire by the org's
 */
export function retriesEndAt(
  { retry, staged, rotatedAt, overlapEndsAt, endedAt }: Rotation,
  now: number,
  aheadMs = 0,
): number {
  const expiry = rotatedAt === null ? (staged?.expiresAt ?? null) : endedAt === null ? overlapEndsAt : null;
  const latest = expiry === null ? Number.POSITIVE_INFINITY : expiry - aheadMs - 3 * day;
  return Math.min((retry?.since ?? now) + 30 * day, latest);
}

interface RetryTimes {
  readonly now: number;
  /** How far the org's clock is ahead. */
  readonly aheadMs?: number;
  readonly chance: number;
  readonly atLeastMs?: number;
}

/**
 * The next try after a passing fault; null when it would come too late, so that a person must act.
 * @param around.atLeastMs the delay that the other side asked for
 */
export function nextRetry(rotation: Rotation, { now, aheadMs = 0, chance, atLeastMs = 0 }: RetryTimes): Retry | null {
  const attempt = (rotation.retry?.attempt ?? 0) + 1;
  const at = now + Math.max(retryDelay(attempt, chance), atLeastMs);
  return at < retriesEndAt(rotation, now, aheadMs) ? { attempt, at, since: rotation.retry?.since ?? now } : null;
}

/** When a run may continue automatically; null while it waits for a person or is finished. */
export function resumesAt(rotation: Rotation, automation: Automation): number | null {
  const { finishedAt, stop, retry, kind, stagedProvedAt, rotatedAt, primaryProvedAt, endedAt, startedAt } = rotation;
  if (finishedAt !== null || stop !== null) return null;
  if (retry !== null) return retry.at;
  if (kind === 'stage' && stagedProvedAt !== null) return null;
  // Only people have something left to do.
  const { report, isReportBehind } = rotation.emergency ?? {};
  if (report != null && !isReportBehind && undelivered(rotation).length === 0)
    return isHandedOver(rotation) ? startedAt : null;
  const isInGrace = rotatedAt !== null && primaryProvedAt !== null && endedAt === null && isHandedOver(rotation);
  if (!isInGrace) return startedAt;
  return mayDelete(rotation, automation) ? graceEndsAt(rotation) : null;
}
