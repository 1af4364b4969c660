import type { Rotation } from './rotation.ts';

/**
 * When the previous credentials expired at Salesforce, by the run's record; null if they haven't, or are deleted.
 * @param now by the org's clock, in epoch ms
 */
export function previousExpiredAt(
  { rotatedAt, endedAt, overlapEndsAt }: Pick<Rotation, 'rotatedAt' | 'endedAt' | 'overlapEndsAt'>,
  now: number,
): number | null {
  const isOver = rotatedAt !== null && endedAt === null && overlapEndsAt !== null && overlapEndsAt <= now;
  return isOver ? overlapEndsAt : null;
}

/**
 * When the staged credentials of an unfinished run expired, by its record; null if they haven't, or are no longer staged.
 * @param now by the org's clock, in epoch ms
 */
export function stagedExpiredAt(
  { kind, stays, rotatedAt, staged }: Pick<Rotation, 'kind' | 'stays' | 'rotatedAt' | 'staged'>,
  now: number,
): number | null {
  const at = staged?.expiresAt ?? null;
  const isForward = (kind === 'stage' || kind === 'rotate') && stays !== null && rotatedAt === null;
  return isForward && at !== null && at <= now ? at : null;
}
