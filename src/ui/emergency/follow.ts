import { leftInTheMiddle } from '../../core/words/emergency-end.ts';
import type { EmergencyScreen, LaneNews } from './emergency-screen.ts';
import type { EmergencyStore } from './reduce-emergency.ts';

interface Following {
  readonly store: EmergencyStore;
  readonly signal: AbortSignal;
  /** Called after the store got news. */
  readonly onTold?: (lane: string, kind: LaneNews['kind']) => void;
}

/** Runs the emergency after the name was typed: starts both clocks and shows all news. */
export async function follow(screen: EmergencyScreen, { store, signal, onTold }: Following): Promise<void> {
  const { now, run } = screen;
  const confirmedAt = now();
  store.dispatch({ kind: 'confirmed', at: confirmedAt });
  const tell = (lane: string, news: LaneNews) => {
    store.dispatch({ kind: 'told', lane, news, at: now() });
    onTold?.(lane, news.kind);
  };
  const outcomes = await run(confirmedAt, tell, signal);
  store.dispatch({ kind: 'ended', outcomes, at: now(), report: screen.report?.() ?? null });
}

/** Ends the apps that are still in progress after a person quit. */
export function endAll(store: EmergencyStore, at: number): void {
  const open = store.view().lanes.filter(({ end }) => end === null);
  const outcomes = open.map(
    ({ key, app, doing }) => ({ key, ok: false, error: leftInTheMiddle(app, doing?.what ?? null) }) as const,
  );
  store.dispatch({ kind: 'ended', outcomes, at });
}
