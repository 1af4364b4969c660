import type { QuietHours } from '../model/calendar.ts';
import { spansAround, wallClock, weekdayOf } from '../model/wall-clock.ts';

/** Spans that follow each other without a gap are one silence; hours without an end are looked through no further. */
const longestChain = 14;

/** Until when it is quiet, epoch ms; null when it isn't quiet now. */
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

/** When the last of the silences in which this instant lies is over. */
function endOfSilence(at: number, quietHours: QuietHours): number | null {
  const silences = [
    ...spansAround(at, quietHours, -1, 0),
    ...(quietHours.weekends ? [weekendAround(at, quietHours.timeZone)] : []),
  ];
  const ends = silences.filter(({ from, to }) => from <= at && at < to).map(({ to }) => to);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** From the first moment of Saturday to the last of Sunday, of the week in which the instant lies. */
function weekendAround(at: number, timeZone: string): { readonly from: number; readonly to: number } {
  const clock = wallClock(timeZone);
  const today = clock.dateAt(at);
  const ahead = [-1, 0, 1, 2, 3, 4, 5].find((days) => weekdayOf(today + days) === 'sat') ?? 0;
  const saturday = today + ahead;
  return { from: clock.instantOf(saturday, 0), to: clock.instantOf(saturday + 2, 0) };
}
