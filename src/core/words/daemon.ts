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

/** Whether the daemon is running, and what that means. */
export const daemonWords = {
  off: "The daemon isn't running. keyturn sends no reminders and stages nothing automatically.",
  offBriefly: "The daemon isn't running, so no reminders are sent.",
  running: (next: string | null) => `The daemon is running${next === null ? '' : `; ${next}`}.`,
  runningAs: (pid: number | null, host: string) => `The daemon is running: process ${pid} on ${host}.`,
  runningFor: (span: string, pid: number | null, host: string) =>
    `The daemon has been running for ${span}: process ${pid} on ${host}.`,
  lastCheck: (when: string) => `last check ${when}`,
  lastGoodCheck: (when: string) => `last check without a failure ${when}`,
  selfCheck: (when: string, found: string) => `self-check ${when}: ${found}`,
  /** In the header of a screen. */
  brief: { up: 'daemon ● up', failing: 'daemon ▲ failing', off: 'daemon ○ off' },
} as const;
