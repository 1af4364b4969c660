import type { MaintenanceWindow } from './calendar.ts';
import { spansAround } from './wall-clock.ts';

/** Whether the daemon may rotate by itself at this instant; without a window it always may. */
export function isOpen(now: number, window: MaintenanceWindow | null): boolean {
  if (window === null) return true;
  return spansAround(now, window, -1, 0).some(
    ({ from, to, weekday }) => window.days.includes(weekday) && from <= now && now < to,
  );
}

/** When the window opens next, after now; infinite when it has no day. */
export function nextOpening(now: number, window: MaintenanceWindow): number {
  // The opening of one week may be swallowed by a change of the clock; that of the next is not.
  const openings = spansAround(now, window, 0, 15)
    .filter(({ from, weekday }) => from > now && window.days.includes(weekday))
    .map(({ from }) => from);
  return Math.min(...openings);
}
