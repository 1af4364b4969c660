import type { State } from '../core/ports/ports.ts';
import { attentionFrom } from '../core/status/status.ts';

const atATime = 1_000;

/** Whether any app needs attention now. Reads only changed apps; an index has the rest. */
export async function isAttentionDue({ due, rotations }: State, now: number): Promise<boolean> {
  for (;;) {
    const fresh = await due.unweighed(atATime);
    const weighed = await Promise.all(
      fresh.map(async (app) => {
        const { orgId, consumerId } = app.watched;
        return { app, attentionAt: attentionFrom(app.watched, await rotations.latest(orgId, consumerId)) };
      }),
    );
    if (weighed.length > 0) await due.weigh(weighed);
    if (weighed.length < atATime) break;
  }
  const first = await due.firstAttention();
  return first !== null && first <= now;
}
