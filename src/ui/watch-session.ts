import { isKeyturnError } from '../core/errors.ts';
import type { Plan } from '../core/operate/plan.ts';
import { unconfirmed } from '../core/rotation/state.ts';
import { Secret } from '../core/secret.ts';
import { plainText } from '../core/text.ts';
import type { ShownPair, Slot, Talk, WatchDesk } from '../core/watch/desk.ts';
import { type DeskAction, offersOf } from '../core/watch/offers.ts';
import type { AppStatus } from '../core/watch/status.ts';
import type { WatchAction } from './state/reduce-watch.ts';
import { cursorOf, keyOf, shownRows } from './state/watch-list.ts';
import { picksHandOver, picksSlot } from './state/watch-picks.ts';
import type { Asking, WatchView } from './state/watch-view.ts';
import type { ViewStore } from './store.ts';
import type { Stopwatch } from './wizard-store.ts';

export type WatchStore = ViewStore<WatchView, WatchAction>;

interface Init {
  readonly desk: WatchDesk;
  readonly store: WatchStore;
  readonly stopwatch: Stopwatch;
  /** Aborted when the person leaves. */
  readonly leaving: AbortSignal;
  readonly onReveal: (pair: ShownPair) => void;
}

/** What the keys of the watch do. No React in it. */
export interface WatchSession {
  /** Reads again what is remembered; draws only what has changed. */
  refresh(): Promise<void>;
  open(): void;
  act(action: DeskAction): void;
  /** Goes on with what was picked. */
  picked(): void;
  /** All of it is ignored when that question is no longer the one. */
  answer(number: number, text: string): void;
  decline(number: number): void;
  /** Ends what has not changed anything yet. */
  stop(): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

interface Open {
  readonly number: number;
  readonly resolve: (text: string | null) => void;
}

/** The app that the keys are about. */
export function currentRow(view: WatchView): AppStatus | null {
  const rows = view.rows ?? [];
  if (view.details !== null) return rows.find((row) => keyOf(row) === view.details) ?? null;
  const shown = shownRows(rows, view.list);
  return shown[cursorOf(shown, view.list)] ?? null;
}

export function createWatchSession({ desk, store, stopwatch, leaving, onReveal }: Init): WatchSession {
  let asked = 0;
  let open: Open | null = null;
  let stopper = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let reading: Promise<void> | null = null;

  const ask = (asking: { kind: 'plan' | 'other-flows' | 'name'; plan: Plan } | { kind: 'passphrase' }) =>
    new Promise<string | null>((resolve, reject) => {
      const signal = AbortSignal.any([leaving, stopper.signal]);
      if (signal.aborted) return reject(signal.reason);
      asked += 1;
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      open = { number: asked, resolve };
      store.dispatch({ kind: 'ask', asking: { ...asking, number: asked } as Asking });
    });
  const close = (number: number, text: string | null) => {
    if (open?.number !== number) return;
    const { resolve } = open;
    open = null;
    const asking = store.view().run?.asking;
    const isAgreed = asking?.kind === 'plan' || asking?.kind === 'name' ? text !== null : false;
    store.dispatch({ kind: 'answered', isAgreed, at: stopwatch() });
    resolve(text);
  };
  const talk = (): Talk => ({
    agrees: async (plan, to) => (await ask({ kind: to, plan })) !== null,
    typedName: async (plan) => (await ask({ kind: 'name', plan })) ?? '',
    passphrase: async () => {
      const text = await ask({ kind: 'passphrase' });
      return text ? new Secret(text) : null;
    },
    tell: (news) => store.dispatch({ kind: 'news', news, at: stopwatch() }),
    signal: AbortSignal.any([leaving, stopper.signal]),
  });

  const history = async () => {
    const { details } = store.view();
    const row = currentRow(store.view());
    if (details === null || row === null) return;
    store.dispatch({ kind: 'history', app: details, lines: await desk.history(row.watched) });
  };
  const read = async () => {
    const before = store.view();
    try {
      const rows = await desk.rows();
      store.dispatch({ kind: 'read', rows, now: desk.now() });
      if (store.view() !== before || store.view().history === null) await history();
    } catch (problem) {
      store.dispatch({ kind: 'unreadable', problem });
    }
  };
  const refresh = () => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };

  const begin = (title: string, work: (talk: Talk) => Promise<readonly string[] | null>, isAgreed = false) => {
    stopper = new AbortController();
    const mine = stopper;
    store.dispatch({ kind: 'begin', title, at: stopwatch(), isAgreed });
    running = work(talk())
      .then((lines) => (lines === null ? store.dispatch({ kind: 'dismiss' }) : end({ kind: 'done', lines })))
      .catch((error: unknown) => {
        if (isKeyturnError(error) && error.code === 'NotAgreed') return quiet('Nothing was done.');
        if (mine.signal.aborted && !leaving.aborted) return quiet('Stopped. Nothing was done.');
        end({ kind: 'failed', error });
      })
      .then(async () => {
        await refresh();
        await history().catch(() => undefined);
      });
  };
  const end = (ending: NonNullable<NonNullable<WatchView['run']>['ending']>) =>
    store.dispatch({ kind: 'ended', ending });
  const quiet = (message: string) => {
    store.dispatch({ kind: 'dismiss' });
    store.dispatch({ kind: 'say', message });
  };
  const openRow = (row: AppStatus) => {
    if (store.view().details === keyOf(row)) return;
    store.dispatch({ kind: 'open', app: keyOf(row) });
    void history().catch((problem: unknown) => store.dispatch({ kind: 'unreadable', problem }));
  };

  const start = (row: AppStatus, action: DeskAction) => {
    const { watched, rotation } = row;
    const name = plainText(watched.label || watched.app);
    switch (action) {
      case 'handed-over':
        return store.dispatch({ kind: 'pick', picking: picksHandOver(rotation ? unconfirmed(rotation) : []) });
      case 'reveal':
        return store.dispatch({ kind: 'pick', picking: picksSlot(row) });
      case 'check':
        return begin(`Looking at ${name} in the org`, (one) => desk.check(watched, one));
      case 'resume':
        return begin(`Going on with ${name}`, (one) => desk.resume(watched, one), true);
      default:
        return begin(`${titles[action]} ${name}`, (one) => desk.operate(watched, action, one));
    }
  };

  return {
    refresh,
    settled: () => running,
    answer: (number, text) => close(number, text),
    decline: (number) => close(number, null),
    open: () => {
      const row = currentRow(store.view());
      if (row) openRow(row);
    },
    stop: () => {
      const { run } = store.view();
      if (!run || run.isAgreed || run.ending) return;
      store.dispatch({ kind: 'news', news: { kind: 'doing', what: 'Stopping' }, at: stopwatch() });
      stopper.abort();
    },
    act: (action) => {
      const row = currentRow(store.view());
      if (!row) return;
      const why = offersOf(row, desk.now())[action];
      openRow(row);
      if (why !== null) return store.dispatch({ kind: 'say', message: why });
      start(row, action);
    },
    picked: () => {
      const row = currentRow(store.view());
      const { picking } = store.view();
      const choice = picking?.choices[picking.cursor];
      if (!row || !picking || !choice) return;
      const { watched } = row;
      if (picking.action === 'handed-over') {
        return begin(`${choice.label} has the new pair`, () => desk.confirmHandOver(watched, choice.value), true);
      }
      begin('Reading the pair from the store', async (one) => {
        onReveal(await desk.reveal(watched, choice.value as Slot, one));
        return null;
      });
    },
  };
}

const titles = {
  stage: 'Stage a new pair for',
  rotate: 'Rotate the pair of',
  back: 'Go back to the previous pair of',
  retire: 'End the previous pair of',
  discard: 'Discard the staged pair of',
} as const;
