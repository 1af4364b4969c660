import type { Rotation } from '../model/rotation.ts';
import { formatDuration } from '../plain/duration.ts';
import { shortKey } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';

/** Within this time, the same command may only be meant to check the result. In ms. */
const justMs = 24 * 3_600_000;

/**
 * When an emergency made the current credentials, if within a day; otherwise null. Replacing them would cut off consumers
 * that just got them.
 * @param last the newest run of the OAuth consumer that isn't a repeated delivery
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
