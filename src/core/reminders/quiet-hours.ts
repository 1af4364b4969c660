import type { QuietHours } from '../model/calendar.ts';
import { spansAround, wallClock, weekdayOf } from '../model/wall-clock.ts';

/** How many adjoining spans to join. Stops endless quiet hours. */
const longestChain = 14;

/** When the quiet hours end, epoch ms; null if it isn't quiet now. */
export function quietUntil(now: number, quietHours: QuietHours | null): number | null {
  if (quietHours === null) return null;
  let end: number | null = null;
  for (let link = 0; link < longestChain; link += 1) {
    const next = endOfSilence(end ?? now, quietHours);
    if (next === null) return end;
    end = next;
  }
  return end;
}

/** The latest end of the quiet spans that contain this instant. */
function endOfSilence(at: number, quietHours: QuietHours): number | null {
  const silences = [
    ...spansAround(at, quietHours, -1, 0),
    ...(quietHours.weekends ? [weekendAround(at, quietHours.timeZone)] : []),
  ];
  const ends = silences.filter(({ from, to }) => from <= at && at < to).map(({ to }) => to);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** Saturday and Sunday of the week of this instant. */
function weekendAround(at: number, timeZone: string): { readonly from: number; readonly to: number } {
  const clock = wallClock(timeZone);
  const today = clock.dateAt(at);
  const ahead = [-1, 0, 1, 2, 3, 4, 5].find((days) => weekdayOf(today + days) === 'sat') ?? 0;
  const saturday = today + ahead;
  return { from: clock.instantOf(saturday, 0), to: clock.instantOf(saturday + 2, 0) };
}
