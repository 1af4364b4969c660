import { countOf } from './text.ts';
import { day, hour, minute } from './time.ts';

/** A parsed value, or the reason why the text is invalid. */
export type Parsed<Value, Problem = DurationProblem> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

export interface DurationProblem {
  readonly code: 'no-duration' | 'no-days' | 'zero' | 'ten-years' | 'too-short' | 'too-long' | 'too-many';
  readonly text: string;
  /** The bound that the value violates, in ms. */
  readonly bound?: number;
}

/** Ten years. Anything longer is probably a typing mistake. */
const longestDays = 3650;
const unitMs: Readonly<Record<string, number>> = { m: minute, h: hour, d: day, w: 7 * day };

/** Parses a duration such as `30m`, `12h`, `90d` or `2w`. @returns ms, more than 0 and at most ten years */
export function parseDuration(text: string): Parsed<number> {
  const match = /^\s*(\d{1,7})\s*([mhdw])\s*$/i.exec(text);
  const unit = unitMs[match?.[2]?.toLowerCase() ?? ''];
  if (!match || unit === undefined) return problem('no-duration', text);
  const value = Number(match[1]) * unit;
  if (value === 0) return problem('zero', text);
  if (value > longestDays * day) return problem('ten-years', text);
  return { ok: true, value };
}

/** Parses whole days such as `90d` or `2w`. @returns days within the bounds (both inclusive) */
export function parseDays(text: string, bounds: { readonly min?: number; readonly max?: number } = {}): Parsed<number> {
  const { min = 1, max = longestDays } = bounds;
  const match = /^\s*(\d{1,5})\s*([dw]?)\s*$/i.exec(text);
  // A bare 0 needs no unit.
  if (!match || (match[2] === '' && Number(match[1]) !== 0)) return problem('no-days', text);
  const value = Number(match[1]) * (match[2]?.toLowerCase() === 'w' ? 7 : 1);
  if (value < min) return problem('too-short', text, min * day);
  if (value > max) return problem('too-long', text, max * day);
  return { ok: true, value };
}

/** Parses a list such as `30d,14d,7d`. @returns at most 20 different numbers of days, largest first */
export function parseDayList(text: string, bounds: { readonly max?: number } = {}): Parsed<readonly number[]> {
  const parts = text.split(',');
  if (parts.length > 20) return problem('too-many', text);
  const days: number[] = [];
  for (const part of parts) {
    const parsed = parseDays(part, bounds);
    if (!parsed.ok) return parsed;
    days.push(parsed.value);
  }
  return { ok: true, value: [...new Set(days)].sort((a, b) => b - a) };
}

/** A duration as text, rounded down: `40 s`, `5 min`, `2 h`, `3 days`. */
export function formatDuration(ms: number): string {
  if (ms < minute) return `${Math.floor(ms / 1000)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < day) return `${Math.floor(ms / hour)} h`;
  return countOf(Math.floor(ms / day), 'day');
}

/** `2.4 s`, `3 min 5 s`. Rounded down, as on the stopwatch of a screen. */
export function elapsed(ms: number): string {
  if (ms < 60_000) return `${(Math.floor(Math.max(0, ms) / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** A stopwatch with tenths: `00:07.4`, or `1:02:05.0` from one hour on. */
export function clockText(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(tenths / 600);
  const seconds = `${two(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
  return minutes < 60 ? `${two(minutes)}:${seconds}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${seconds}`;
}

/**
 * A time relative to another: `in 7 days`, `4 days ago`, `2 h ago`, `now`. The future is rounded up and the past down, so
 * what is due in 90 days says so for the whole first day.
 * @param at epoch ms
 * @param now epoch ms
 */
export function relativeTime(at: number, now: number): string {
  const ahead = at - now;
  if (Math.abs(ahead) < minute) return 'now';
  if (ahead < 0) return `${formatDuration(-ahead)} ago`;
  const unit = ahead > 23 * hour ? day : ahead > 59 * minute ? hour : minute;
  return `in ${formatDuration(Math.ceil(ahead / unit) * unit)}`;
}

/** A duration as a person types it: `15m`, `29d`. */
export function inLargestUnit(ms: number): string {
  return ms < day && ms > 0 ? `${ms / minute}m` : `${ms / day}d`;
}

function problem(code: DurationProblem['code'], text: string, bound?: number) {
  return { ok: false, problem: { code, text, ...(bound === undefined ? {} : { bound }) } } as const;
}
