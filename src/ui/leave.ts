import type { OrgTouch } from '../core/setup/events.ts';
import type { Timer } from './timer.ts';
import type { WizardStore } from './wizard-store.ts';

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

export interface Leaving {
  /** What ctrl+c does: leaves, or asks once first while the org is being changed. */
  request(): void;
  /** Leaves without asking: there may be nobody left to answer. */
  force(): void;
  readonly signal: AbortSignal;
  /** Resolves when there is nothing more to wait for. */
  readonly gone: Promise<void>;
}

export function createLeaving(store: WizardStore, timer: Timer): Leaving {
  const controller = new AbortController();
  const gone = Promise.withResolvers<void>();
  let cancel = () => {};
  const force = () => {
    if (store.view().leave === 'leaving') return gone.resolve();
    store.dispatch({ kind: 'leave', leave: 'leaving' });
    cancel = timer(patienceMs(store.view().touch), () => gone.resolve());
    controller.abort();
  };
  void gone.promise.then(() => cancel());
  return {
    signal: controller.signal,
    gone: gone.promise,
    force,
    request: () => {
      const { touch, leave } = store.view();
      if (touch.kind === 'changing' && leave === 'no') store.dispatch({ kind: 'leave', leave: 'asked' });
      else force();
    },
  };
}
