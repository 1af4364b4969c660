import type { AppStatus } from '../../core/model/app-status.ts';
import type { WatchDesk } from '../../core/status/desk.ts';
import type { ViewStore } from '../kit/store.ts';
import type { WatchAction } from './reduce-watch.ts';
import { cursorOf, keyOf, shownRows } from './watch-list.ts';
import type { WatchView } from './watch-view.ts';

export type WatchStore = ViewStore<WatchView, WatchAction>;

/** The app that the keys act on. */
export function currentRow(view: WatchView): AppStatus | null {
  const rows = view.rows ?? [];
  if (view.details !== null) return rows.find((row) => keyOf(row) === view.details) ?? null;
  const shown = shownRows(rows, view.list);
  return shown[cursorOf(shown, view.list)] ?? null;
}

export interface WatchReader {
  /** Reads the state again, and draws only changes. */
  refresh(): Promise<void>;
  /** Reads the audit trail of the open app. */
  history(): Promise<void>;
}

export function createReader(desk: WatchDesk, store: WatchStore): WatchReader {
  let reading: Promise<void> | null = null;
  const unlessUnreadable = (work: () => Promise<void>) =>
    work().catch((problem: unknown) => store.dispatch({ kind: 'unreadable', problem }));
  const readHistory = async () => {
    const { details } = store.view();
    const row = currentRow(store.view());
    if (details === null || row === null) return;
    store.dispatch({ kind: 'history', app: details, lines: await desk.history(row.watched) });
  };
  const readRows = async () => {
    const before = store.view().rows;
    const [rowsNow, daemon, settingsProblem, cautions, setups] = await Promise.all([
      desk.rows(),
      desk.daemon(),
      desk.settingsProblem(),
      desk.cautions(),
      desk.unfinishedSetups(),
    ]);
    const read = { rows: rowsNow, daemon, settingsProblem, cautions, unfinishedSetups: setups };
    store.dispatch({ kind: 'read', ...read, now: desk.now() });
    const { rows, history } = store.view();
    if (rows !== before || history === null) await readHistory();
  };
  return {
    history: () => unlessUnreadable(readHistory),
    refresh: () => {
      reading ??= unlessUnreadable(readRows).finally(() => {
        reading = null;
      });
      return reading;
    },
  };
}
