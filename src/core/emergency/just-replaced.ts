import type { Rotation } from '../model/rotation.ts';
import { formatDuration } from '../plain/duration.ts';
import { shortKey } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';

/** The same command within this time may be meant to see whether it has worked. In ms. */
const justMs = 24 * 3_600_000;

/**
 * When an emergency made the pair that is primary now, where that was within a day; else null. Whoever replaces that pair takes
 * it away from everybody who has just got it.
 * @param last the newest run of the consumer
 */
export function justReplaced(last: Rotation | null, primaryKey: string, now: number): number | null {
  if (!last?.emergency || last.rotatedAt === null || last.stays !== primaryKey) return null;
  return now - last.rotatedAt < justMs ? last.rotatedAt : null;
}

/** @throws JustReplaced */
export function refuseAnother(last: Rotation, replacedAt: number, now: number): never {
  const { app, ends, stays, refusedAt } = last;
  throw reason('JustReplaced', {
    app,
    leaked: shortKey(ends),
    fresh: shortKey(stays ?? ''),
    ago: formatDuration(Math.max(0, now - replacedAt)),
    isRefused: refusedAt !== null,
  });
}
