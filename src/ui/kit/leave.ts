import type { OrgTouch } from '../../core/setup/events.ts';
import type { WizardStore } from '../wizard/wizard-store.ts';
import type { Timer } from './timer.ts';

/** The guided setup as one that can be left. */
export function leavableSetup(store: WizardStore): Leavable {
  return {
    leave: () => store.view().leave,
    setLeave: (leave) => store.dispatch({ kind: 'leave', leave }),
    isChanging: () => store.view().touch.kind === 'changing',
    patienceMs: () => patienceMs(store.view().touch),
  };
}

/** How long the setup may take to stop before it is left behind; what it began in the org is journalled. */
function patienceMs(touch: OrgTouch): number {
  if (touch.kind !== 'changing') return 1000;
  return touch.mustFinish ? 60_000 : 5000;
}

/** What a second ctrl+c does while the org is being changed. */
export function leaveSentence(touch: OrgTouch): string {
  return touch.kind === 'changing' && touch.mustFinish
    ? 'ctrl+c again leaves as soon as it is given back'
    : 'ctrl+c again leaves; the deploy goes on in the org and is journalled';
}

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
