import type { ViewStore } from './store.ts';
import type { Timer } from './timer.ts';

/** `asked`: ctrl+c was pressed while the org is changing. `leaving`: the work is stopping. */
export type Leave = 'no' | 'asked' | 'leaving';

export interface LeaveAction {
  readonly kind: 'leave';
  readonly leave: Leave;
}

/** The part of a screen's store that quitting needs. */
export type LeaveStore<View> = ViewStore<View & { readonly leave: Leave }, LeaveAction>;

/** A screen that a person can quit. */
export interface Leavable<View> {
  readonly store: LeaveStore<View>;
  /** Whether the org is changing: then the first ctrl+c only asks, unless the work continues later where it stopped. */
  readonly isChanging: (view: View) => boolean;
  /** What stops after its step can be continued at any time, so the first ctrl+c is enough. */
  readonly isContinuable?: boolean;
  /** How long the running work may take to stop, in ms. */
  readonly patienceMs: (view: View) => number;
}

export interface Leaving {
  /** What ctrl+c does: quits, or asks first while the org is changing. */
  request(): void;
  /** Quits without asking, because nobody may be there to answer. */
  force(): void;
  readonly signal: AbortSignal;
  /** Resolves when the person quits. */
  readonly left: Promise<null>;
  /** Resolves when the work has stopped, or the time for it is over. */
  readonly gone: Promise<void>;
}

export function createLeaving<View>(
  { store, isChanging, isContinuable = false, patienceMs }: Leavable<View>,
  timer: Timer,
): Leaving {
  const controller = new AbortController();
  const left = Promise.withResolvers<null>();
  const gone = Promise.withResolvers<void>();
  const setLeave = (leave: Leave) => store.dispatch({ kind: 'leave', leave });
  let cancel = () => {};
  const force = () => {
    if (store.view().leave === 'leaving') return gone.resolve();
    setLeave('leaving');
    cancel = timer(patienceMs(store.view()), () => gone.resolve());
    controller.abort();
    left.resolve(null);
  };
  void gone.promise.then(() => cancel());
  return {
    signal: controller.signal,
    left: left.promise,
    gone: gone.promise,
    force,
    request: () => {
      if (!isContinuable && isChanging(store.view()) && store.view().leave === 'no') setLeave('asked');
      else force();
    },
  };
}
