import { Secret } from '../../core/model/secret.ts';
import type { Talk } from '../../core/status/desk.ts';
import type { Stopwatch } from '../kit/timer.ts';
import type { WatchStore } from './reader.ts';
import type { Asked } from './watch-view.ts';

/** How a panel answers its question. Answers to an older question are ignored. */
export interface WatchAnswering {
  answer(number: number, text: string): void;
  decline(number: number): void;
}

/** Questions that wait for a key press. Typed text goes straight to the caller and never into the store. */
export function createTalks(
  store: WatchStore,
  stopwatch: Stopwatch,
): WatchAnswering & { open(signal: AbortSignal): Talk } {
  let asked = 0;
  let open: { number: number; resolve: (text: string | null) => void } | null = null;
  const ask = (signal: AbortSignal, asking: Asked) =>
    new Promise<string | null>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      asked += 1;
      open = { number: asked, resolve };
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      store.dispatch({ kind: 'ask', asking: { ...asking, number: asked } });
    });
  const close = (number: number, text: string | null) => {
    if (open?.number !== number) return;
    const { resolve } = open;
    open = null;
    const kind = store.view().run?.asking?.kind;
    const isAgreed = text !== null && (kind === 'plan' || kind === 'name');
    store.dispatch({ kind: 'answered', isAgreed, at: stopwatch() });
    resolve(text);
  };
  return {
    answer: (number, text) => close(number, text),
    decline: (number) => close(number, null),
    open: (signal) => ({
      agrees: async (plan, to) => (await ask(signal, { kind: to, plan })) !== null,
      typedName: async (plan) => (await ask(signal, { kind: 'name', plan })) ?? '',
      passphrase: async (of, rule) => {
        const text = await ask(signal, { kind: 'passphrase', of, rule });
        return text ? new Secret(text) : null;
      },
      tell: (news) => store.dispatch({ kind: 'news', news, at: stopwatch() }),
      signal,
    }),
  };
}
