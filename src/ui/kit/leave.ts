import type { Timer } from './timer.ts';

/** The part of a screen's store that leaving goes by. */
export interface Leavable {
  leave(): 'no' | 'asked' | 'leaving';
  setLeave(leave: 'no' | 'asked' | 'leaving'): void;
  /** Whether it is asked once before. */
  isChanging(): boolean;
  /** How long what is under way may take to stop, in ms. */
  patienceMs(): number;
}

export interface Leaving {
  /** What ctrl+c does: leaves, or asks once first while the org is being changed. */
  request(): void;
  /** Leaves without asking: there may be nobody left to answer. */
  force(): void;
  readonly signal: AbortSignal;
  /** Resolves when there is nothing more to wait for. */
  readonly gone: Promise<void>;
}

export function createLeaving(screen: Leavable, timer: Timer): Leaving {
  const controller = new AbortController();
  const gone = Promise.withResolvers<void>();
  let cancel = () => {};
  const force = () => {
    if (screen.leave() === 'leaving') return gone.resolve();
    screen.setLeave('leaving');
    cancel = timer(screen.patienceMs(), () => gone.resolve());
    controller.abort();
  };
  void gone.promise.then(() => cancel());
  return {
    signal: controller.signal,
    gone: gone.promise,
    force,
    request: () => {
      if (screen.isChanging() && screen.leave() === 'no') screen.setLeave('asked');
      else force();
    },
  };
}
