import type { KnobValue } from '../../model/knobs.ts';

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
  /** `hasCommitted`: its changes are in the org nevertheless. */
  | {
      readonly is: 'canceled';
      readonly startedAt: number | null;
      readonly endedAt: number;
      readonly hasCommitted?: boolean;
    };

/** A running deploy needs a moment to stop; a waiting one is canceled at once. */
const CANCELING_MS = 150;
/** How long a deploy stays in `Canceling` with knob `cancelDeploy` on `hangs`. */
const HANGING_MS = 60 * 60 * 1000;

/**
 * The state of a deploy at `now`. Deploys run one at a time: this one starts when the previous one has ended (`freeAt`). The
 * end time is exact even if the state is read much later.
 *
 * @param cancelDeploy the value of that knob
 */
export function queueState(deploy: Queued, freeAt: number, now: number, cancelDeploy: KnobValue = 'stops'): QueueState {
  const startedAt = Math.max(deploy.createdAt, freeAt);
  const asked = deploy.cancelRequestedAt;
  if (asked !== null && asked <= startedAt) return { is: 'canceled', startedAt: null, endedAt: asked };
  const isStopped = asked !== null && cancelDeploy !== 'late';
  const isHanging = isStopped && cancelDeploy === 'hangs';
  const finishAt = isHanging ? asked + HANGING_MS : startedAt + deploy.durationMs;
  const stopsAt = isStopped && !isHanging ? asked + CANCELING_MS : Number.POSITIVE_INFINITY;
  if (now >= Math.min(finishAt, stopsAt)) {
    const endedAt = Math.min(finishAt, stopsAt);
    if (!isStopped || asked >= finishAt) return { is: 'finished', startedAt, endedAt: finishAt };
    return { is: 'canceled', startedAt, endedAt, ...(cancelDeploy === 'commits' ? { hasCommitted: true } : {}) };
  }
  if (now < startedAt) return { is: 'pending' };
  const share = (now - startedAt) / deploy.durationMs;
  return { is: 'running', startedAt, share, canceling: asked !== null };
}
