import { malformed } from './soql-error.ts';

const day = 86_400_000;
const mostDays = 36_500;

/** A time range in epoch ms, from `start` up to but not including `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
  /** For a range of days that reaches up to now: `>` means after its start. */
  readonly isOpen: boolean;
}

/** The time range of a date literal such as `TODAY` or `LAST_N_DAYS:30`. Days are in UTC. */
export function rangeOf(literal: string, now: number): Range {
  const [name = '', count] = literal.toUpperCase().split(':');
  const days = count === undefined ? 0 : Number(count);
  if (!Number.isInteger(days) || days < 0 || days > mostDays) throw malformed(`unexpected token: ${literal}`);
  const today = Math.floor(now / day) * day;
  const from = (start: number, end: number, isOpen = false): Range => {
    return { start: today + start * day, end: today + end * day, isOpen };
  };
  switch (name) {
    case 'TODAY':
      return from(0, 1);
    case 'YESTERDAY':
      return from(-1, 0);
    case 'TOMORROW':
      return from(1, 2);
    case 'LAST_90_DAYS':
      return from(-90, 1, true);
    case 'LAST_N_DAYS':
      return from(-days, 1, true);
    case 'NEXT_N_DAYS':
      return from(1, days + 1, true);
    case 'N_DAYS_AGO':
      return from(-days, 1 - days);
    case 'THIS_MONTH':
      return monthFrom(today, 0);
    case 'LAST_MONTH':
      return monthFrom(today, -1);
    default:
      throw malformed(`the practice org doesn't know the date literal ${literal}`);
  }
}

function monthFrom(today: number, offset: number): Range {
  const date = new Date(today);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + offset];
  return { start: Date.UTC(year, month, 1), end: Date.UTC(year, month + 1, 1), isOpen: false };
}
