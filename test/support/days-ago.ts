import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { day, isoDay } from '../../src/core/plain/time.ts';

/** The day that is so many days ago, as `--issued` takes it. The programs that a test starts live in the present. */
export function daysAgo(days: number): string {
  return isoDay(systemClock().now() - days * day);
}
