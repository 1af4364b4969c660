import { leftInTheMiddle } from '../../core/words/emergency-end.ts';
import type { Leavable } from '../kit/leave.ts';
import type { EmergencyScreen, LaneNews } from './emergency-screen.ts';
import type { EmergencyView } from './emergency-view.ts';
import type { EmergencyStore } from './reduce-emergency.ts';

/** An emergency as a screen that can be left: it asks once while the org is being changed. */
export function leavableEmergency(store: EmergencyStore): Leavable<EmergencyView> {
  return {
    store,
    isChanging: ({ phase }) => phase === 'running',
    // A step may be a deploy that turns the flow on again.
    patienceMs: ({ phase }) => (phase === 'running' ? 60_000 : 0),
  };
}

interface Following {
  readonly store: EmergencyStore;
  readonly signal: AbortSignal;
  /** Hears of everything that the store has been told. */
  readonly onTold?: (lane: string, kind: LaneNews['kind']) => void;
}

/** The name was typed: both clocks start, and everything that is told is shown. */
export async function follow({ now, run }: EmergencyScreen, { store, signal, onTold }: Following): Promise<void> {
  const confirmedAt = now();
  store.dispatch({ kind: 'confirmed', at: confirmedAt });
  const tell = (lane: string, news: LaneNews) => {
    store.dispatch({ kind: 'told', lane, news, at: now() });
    onTold?.(lane, news.kind);
  };
  const outcomes = await run(confirmedAt, tell, signal);
  store.dispatch({ kind: 'ended', outcomes, at: now() });
}

/** Where a person left in the middle, the apps that are still under way end as that. */
export function endAll(store: EmergencyStore, at: number): void {
  const open = store.view().lanes.filter(({ end }) => end === null);
  store.dispatch({ kind: 'ended', outcomes: open.map(({ key }) => ({ key, ok: false, error: leftInTheMiddle })), at });
}
