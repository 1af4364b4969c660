/** One deploy in the queue. Times are epoch ms. */
export interface Queued {
  readonly createdAt: number;
  readonly durationMs: number;
  /** When somebody asked to cancel it. */
  readonly cancelRequestedAt: number | null;
}

export type QueueState =
  | { readonly is: 'pending' }
  | { readonly is: 'running'; readonly startedAt: number; readonly share: number; readonly canceling: boolean }
  | { readonly is: 'finished'; readonly startedAt: number; readonly endedAt: number }
  | { readonly is: 'canceled'; readonly startedAt: number | null; readonly endedAt: number };

/** A running deploy needs a moment to stop; a waiting one is canceled at once. */
const CANCELING_MS = 150;

/**
 * The state of a deploy at `now`. Deploys run one at a time: this one starts when the previous one has ended (`freeAt`). The
 * end time is exact even if the state is read much later.
 */
export function queueState(deploy: Queued, freeAt: number, now: number): QueueState {
  const startedAt = Math.max(deploy.createdAt, freeAt);
  const finishAt = startedAt + deploy.durationMs;
  const asked = deploy.cancelRequestedAt;
  if (asked !== null && asked <= startedAt) return { is: 'canceled', startedAt: null, endedAt: asked };
  const stopsAt = asked === null ? Number.POSITIVE_INFINITY : asked + CANCELING_MS;
  if (now >= Math.min(finishAt, stopsAt)) {
    if (asked !== null && asked < finishAt) return { is: 'canceled', startedAt, endedAt: Math.min(finishAt, stopsAt) };
    return { is: 'finished', startedAt, endedAt: finishAt };
  }
  if (now < startedAt) return { is: 'pending' };
  const share = (now - startedAt) / deploy.durationMs;
  return { is: 'running', startedAt, share, canceling: asked !== null };
}
