import type { ViewStore } from './store.ts';
import type { Stopping } from './streams.ts';

export interface LeaveAction {
  readonly kind: 'leave';
}

/** The part of a screen's store that quitting needs. */
export type LeaveStore = Pick<ViewStore<{ readonly isLeaving: boolean }, LeaveAction>, 'dispatch'>;

export interface Leaving {
  /** Quits the screen after the current step of its work. Once more: at once. */
  quit(): void;
  /** Aborted when the person quits, or the process is asked to stop. */
  readonly signal: AbortSignal;
  /** Resolves at the same time. */
  readonly left: Promise<null>;
  /** Resolves when the work has had its time to stop. */
  readonly gone: Promise<void>;
  /** Stops what still works. */
  end(): void;
}

export function createLeaving(store: LeaveStore, stopping: Stopping): Leaving {
  const controller = new AbortController();
  const left = Promise.withResolvers<null>();
  const gone = Promise.withResolvers<void>();
  const leave = () => {
    if (controller.signal.aborted) return;
    store.dispatch({ kind: 'leave' });
    controller.abort();
    left.resolve(null);
    void stopping.timeIsUp().then(gone.resolve);
  };
  const now = () => gone.resolve();
  const on = [
    [stopping.signal, leave],
    [stopping.again, now],
  ] as const;
  for (const [signal, run] of on) {
    if (signal.aborted) run();
    else signal.addEventListener('abort', run, { once: true });
  }
  return {
    quit: () => (controller.signal.aborted ? now() : leave()),
    signal: controller.signal,
    left: left.promise,
    gone: gone.promise,
    end: () => {
      for (const [signal, run] of on) signal.removeEventListener('abort', run);
      controller.abort();
    },
  };
}
