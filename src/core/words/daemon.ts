import { relativeTime } from '../plain/duration.ts';
import { plainText } from '../plain/text.ts';
import { day, isoInstant, minute } from '../plain/time.ts';
import { dayWord } from './app-state.ts';

/** The bell rings every minute, so what is due no longer than this is about to be done. */
const patienceMs = 2 * minute;

/** `next check in 4 min`, never with an instant in the past. */
export function nextCheckWords(at: number, now: number): string {
  const late = now - at;
  if (late < 0) return `next check ${relativeTime(at, now)}`;
  if (late < patienceMs) return 'next check due now';
  const since = late < day ? `${isoInstant(at).slice(11, 16)} UTC` : dayWord(at, now);
  return `next check overdue since ${since}`;
}

export interface FailedCheck {
  /** Epoch ms. */
  readonly at: number;
  readonly problem: string;
}

/** Why a daemon that is running can't do its work. */
export function failedCheckWords({ at, problem }: FailedCheck, now: number): string {
  const reason = plainText(problem, 400).replace(/\.$/, '');
  const when = relativeTime(at, now);
  return `The daemon is running, but its last check failed ${when === 'now' ? 'just now' : when}: ${reason}.`;
}
