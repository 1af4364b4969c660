/** One deploy as the queue sees it. All times in ms since the epoch. */
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

/** A running deploy needs a moment to stop; a waiting one is gone at once. */
const CANCELING_MS = 150;

/**
 * Where a deploy stands at `now`, one running at a time: it starts when it is there and the one before it has ended
 * (`freeAt`). Finished and cancelled say when, so that the effects can be dated then, however late anybody asks.
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
