import type { Rotation } from '../model/rotation.ts';
import { formatDuration } from '../plain/duration.ts';
import { shortKey } from '../plain/text.ts';
import { leakedToo } from '../reasons/emergency.ts';
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

/** @param command that replaces the new credentials; missing for the usual one. @throws JustReplaced */
export function refuseAnother(last: Rotation, replacedAt: number, now: number, command?: string): never {
  const { app, ends, stays, refusedAt } = last;
  const error = reason('JustReplaced', {
    app,
    leaked: shortKey(ends),
    fresh: shortKey(stays ?? ''),
    ago: formatDuration(Math.max(0, now - replacedAt)),
    isRefused: refusedAt !== null,
  });
  if (command === undefined) throw error;
  throw error.continuing({ safe: error.safe, actions: [...error.actions.slice(0, -1), leakedToo(command)] });
}
