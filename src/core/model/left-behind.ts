import { type Consumer, latestDelivery, missedIn, type PastDelivery, runOfWatch, type Since } from './consumer.ts';
import type { Rotation } from './rotation.ts';

/** How a run left a consumer that may be without the current credentials. */
export interface LeftBehind extends Pick<PastDelivery, 'problem'> {
  readonly status: 'failed' | 'waiting' | 'pending';
  /** Epoch ms. */
  readonly since: number;
}

/**
 * How the latest run that concerns a consumer ended for it, if it may be without the current credentials, and no run is open that
 * delivers to it: a run that only stages delivers nothing. Null if it isn't known to be without them.
 */
export function leftBehind(consumer: Consumer, newest: Rotation | null, watched: Since): LeftBehind | null {
  const run = runOfWatch(watched, newest);
  if (isDelivering(run)) return null;
  const found = latestDelivery(consumer, run) ?? missedIn(run, consumer.target);
  if (!found || found.status === 'delivered' || found.status === 'confirmed') return null;
  return { status: found.status, problem: found.problem, since: found.since ?? found.at ?? 0 };
}

/** All consumers of an app that a run left without the current credentials. */
export function allLeftBehind(
  watched: Since & { readonly consumers: readonly Consumer[] },
  newest: Rotation | null,
): readonly (LeftBehind & { readonly consumer: Consumer })[] {
  return watched.consumers.flatMap((consumer) => {
    const left = leftBehind(consumer, newest, watched);
    return left ? [{ ...left, consumer }] : [];
  });
}

/** Whether a run is open that delivers to consumers itself. */
function isDelivering(run: Rotation | null): boolean {
  return run?.finishedAt === null && (run.kind !== 'stage' || run.rotatedAt !== null);
}
