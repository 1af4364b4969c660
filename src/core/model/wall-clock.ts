import { day, minute } from '../plain/time.ts';
import type { DaySpan, Weekday } from './calendar.ts';

/** In the order of `Date`. */
const weekdayNames: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The span of one day as two times in epoch ms (`to` excluded), and the day on which it begins. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly weekday: Weekday;
}

/** The local time of a time zone. Dates are days since 1 January 1970 in that zone. */
export interface WallClock {
  readonly dateAt: (at: number) => number;
  /**
   * The epoch ms at which the local time is first reached on a date. If the time is skipped, this is when the clock is put
   * forward.
   * @param minutes since midnight
   */
  readonly instantOf: (date: number, minutes: number) => number;
}

/** @throws RangeError for an unknown time zone */
export function wallClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  /** The local time as if it were UTC. */
  const shownAt = (at: number) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day: dayOfMonth = 1, hour: hours = 0, minute: minutes = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, dayOfMonth, hours, minutes, second);
  };
  const offsetAt = (at: number) => shownAt(at) - Math.floor(at / 1000) * 1000;
  return {
    dateAt: (at) => Math.floor(shownAt(at) / day),
    instantOf: (date, minutes) => {
      const shown = date * day + minutes * minute;
      // No zone differs from UTC by more than 14 hours, and none changes its clock twice within three days.
      const guesses = [shown - offsetAt(shown - day), shown - offsetAt(shown + day)].sort((a, b) => a - b);
      const [early = shown, late = shown] = guesses;
      return guesses.find((at) => shownAt(at) === shown) ?? changeBetween(early, late, offsetAt);
    },
  };
}

/** The minute between two times from which the second one's offset applies. */
function changeBetween(early: number, late: number, offsetAt: (at: number) => number): number {
  let [before, after] = [early, late];
  const then = offsetAt(late);
  while (after - before > minute) {
    const middle = before + Math.floor((after - before) / 2 / minute) * minute;
    if (offsetAt(middle) === then) after = middle;
    else before = middle;
  }
  return after;
}

/**
 * The spans that begin on the dates `first` to `last`, relative to the date of `at`. Spans that a clock change skips are
 * left out.
 */
export function spansAround(at: number, { from, to, timeZone }: DaySpan, first: number, last: number): readonly Span[] {
  const clock = wallClock(timeZone);
  const today = clock.dateAt(at);
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const date = today + first + index;
    return {
      from: clock.instantOf(date, start),
      to: clock.instantOf(end > start ? date : date + 1, end),
      weekday: weekdayOf(date),
    };
  }).filter((span) => span.to > span.from);
}

/** 1 January 1970 was a Thursday. */
export function weekdayOf(date: number): Weekday {
  return weekdayNames[(((date + 4) % 7) + 7) % 7] ?? 'mon';
}

/** `07:30` → 450. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
