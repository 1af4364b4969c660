import type { Leavable } from '../kit/leave.ts';
import type { EmergencyOutcome, EmergencyScreen } from './emergency-screen.ts';
import type { EmergencyStore } from './emergency-store.ts';

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

/** How every app ended; of those that were left in the middle, that they were. */
export function outcomesOf(store: EmergencyStore): readonly EmergencyOutcome[] {
  return store.view().lanes.map(({ key, outcome }) => outcome ?? leftOutcome(key));
}

/** The person left, and the step under way took longer than anybody could wait. */
function leftOutcome(lane: string): EmergencyOutcome {
  return {
    lane,
    ok: false,
    message: 'It was left while a step was under way.',
    safe: 'The leaked pair may still work. What was begun in the org is journalled.',
    actions: [],
  };
}
