import type { SetupEvent } from '../../core/setup/setup-events.ts';
import { type Asker, BackRequested } from '../../core/setup/setup-io.ts';
import { createStore, type ViewStore } from '../kit/store.ts';
import type { Stopwatch } from '../kit/timer.ts';
import { plainEvent, plainQuestion } from './plain.ts';
import { reduceWizard, type WizardAction } from './reduce-wizard.ts';
import { emptyView, type WizardView } from './wizard-view.ts';

/** The state that the screens of the guided setup read. */
export interface WizardStore extends ViewStore<WizardView, WizardAction> {
  tell(event: SetupEvent): void;
}

export function createWizardStore(stopwatch: Stopwatch): WizardStore {
  const store = createStore(reduceWizard, emptyView());
  const tell = (event: SetupEvent) => store.dispatch({ kind: 'told', event: plainEvent(event), at: stopwatch() });
  return { ...store, tell };
}

/** How a screen answers its question. Answers to a question that is no longer open are ignored. */
export interface Answering {
  answer(number: number, text: string): void;
  back(number: number, typed?: string): void;
}

/** Asks questions on the screen. Answers go directly to the asker and never into the store. */
export function createScreenAsker(store: WizardStore, signal: AbortSignal): Asker & Answering {
  let asked = 0;
  let open: { number: number; resolve: (text: string) => void; reject: (why: unknown) => void } | null = null;
  const close = (number: number) => {
    if (open?.number !== number) return null;
    const closed = open;
    open = null;
    store.dispatch({ kind: 'answered', number });
    return closed;
  };
  signal.addEventListener('abort', () => close(asked)?.reject(signal.reason), { once: true });
  return {
    isInteractive: true,
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        asked += 1;
        open = { number: asked, resolve, reject };
        store.dispatch({ kind: 'asked', question: plainQuestion(question), number: asked });
      }),
    answer: (number, text) => close(number)?.resolve(text),
    back: (number, typed) => close(number)?.reject(new BackRequested(typed)),
  };
}
