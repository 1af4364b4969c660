import type { State } from '../core/ports/ports.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';
import { attentionFrom } from '../core/status/status.ts';

const atATime = 1_000;

/** Whether any app needs attention now. Reads only changed apps; an index has the rest. */
export async function isAttentionDue({ due, rotations }: State, now: number): Promise<boolean> {
  for (;;) {
    const fresh = await due.unweighed(atATime);
    const weighed = await Promise.all(
      fresh.map(async (app) => {
        const { orgId, consumerId } = app.watched;
        const run = await rotations.latest(orgId, consumerId).catch(unreadable);
        return { app, attentionAt: run === 'unreadable' ? 0 : attentionFrom(app.watched, run) };
      }),
    );
    if (weighed.length > 0) await due.weigh(weighed);
    if (weighed.length < atATime) break;
  }
  const first = await due.firstAttention();
  return first !== null && first <= now;
}

/** For a run whose record can't be read. */
export function unreadable(error: unknown): 'unreadable' {
  if (isKeyturnError(error) && error.code === 'RecordUnreadable') return 'unreadable';
  throw error;
}
