import type { MaintenanceWindow } from './calendar.ts';
import { spansAround } from './wall-clock.ts';

/** Whether the daemon may rotate automatically at this time. Without a window it always may. */
export function isOpen(now: number, window: MaintenanceWindow | null): boolean {
  if (window === null) return true;
  return spansAround(now, window, -1, 0).some(
    ({ from, to, weekday }) => window.days.includes(weekday) && from <= now && now < to,
  );
}

/** When the window next opens after `now`, in epoch ms; infinite if it has no days. */
export function nextOpening(now: number, window: MaintenanceWindow): number {
  // A clock change can skip the opening of one week, but not that of the next.
  const openings = spansAround(now, window, 0, 15)
    .filter(({ from, weekday }) => from > now && window.days.includes(weekday))
    .map(({ from }) => from);
  return Math.min(...openings);
}
