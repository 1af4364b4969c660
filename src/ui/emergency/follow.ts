import { leftInTheMiddle } from '../../core/words/emergency-end.ts';
import type { Leavable } from '../kit/leave.ts';
import type { EmergencyScreen } from './emergency-screen.ts';
import type { EmergencyStore } from './reduce-emergency.ts';

/** An emergency as a screen that can be left: it asks once while the org is being changed. */
export function leavableEmergency(store: EmergencyStore): Leavable {
  const isChanging = () => store.view().phase === 'running';
  return {
    leave: () => store.view().leave,
    setLeave: (leave) => store.dispatch({ kind: 'leave', leave }),
    isChanging,
    // A step may be a deploy that turns the flow on again.
    patienceMs: () => (isChanging() ? 60_000 : 0),
  };
}

/** The name was typed: both clocks start, and everything that is told is shown. */
export async function follow(screen: EmergencyScreen, store: EmergencyStore, signal: AbortSignal): Promise<void> {
  const { now, run } = screen;
  const confirmedAt = now();
  store.dispatch({ kind: 'confirmed', at: confirmedAt });
  const outcomes = await run(
    confirmedAt,
    (lane, news) => store.dispatch({ kind: 'told', lane, news, at: now() }),
    signal,
  );
  store.dispatch({ kind: 'ended', outcomes, at: now() });
}

/** Where a person left in the middle, the apps that are still under way end as that. */
export function endAll(store: EmergencyStore, at: number): void {
  const open = store.view().lanes.filter(({ end }) => end === null);
  store.dispatch({ kind: 'ended', outcomes: open.map(({ key }) => ({ key, ok: false, error: leftInTheMiddle })), at });
}
