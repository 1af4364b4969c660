import type { ViewStore } from './store.ts';
import type { Timer } from './timer.ts';

/** `asked`: ctrl+c was pressed while the org is being changed; `leaving`: the work is told to stop. */
export type Leave = 'no' | 'asked' | 'leaving';

export interface LeaveAction {
  readonly kind: 'leave';
  readonly leave: Leave;
}

/** The part of a screen's store that leaving goes by. */
export type LeaveStore<View> = ViewStore<View & { readonly leave: Leave }, LeaveAction>;

/** A screen that can be left. */
export interface Leavable<View> {
  readonly store: LeaveStore<View>;
  /** Whether it is asked once before. */
  readonly isChanging: (view: View) => boolean;
  /** How long what is under way may take to stop, in ms. */
  readonly patienceMs: (view: View) => number;
}

export interface Leaving {
  /** What ctrl+c does: leaves, or asks once first while the org is being changed. */
  request(): void;
  /** Leaves without asking: there may be nobody left to answer. */
  force(): void;
  readonly signal: AbortSignal;
  /** Resolves when the person leaves. */
  readonly left: Promise<null>;
  /** Resolves when there is nothing more to wait for. */
  readonly gone: Promise<void>;
}

export function createLeaving<View>({ store, isChanging, patienceMs }: Leavable<View>, timer: Timer): Leaving {
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
      if (isChanging(store.view()) && store.view().leave === 'no') setLeave('asked');
      else force();
    },
  };
}
