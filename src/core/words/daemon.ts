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
export function failedCheckWords(failure: FailedCheck, now: number): string {
  return `The daemon is running, but its last check failed ${failedWords(failure, now)}`;
}

/** Why the last pass did nothing, while no daemon runs: one of `daemon --once`, or of a daemon that has ended. */
export function failedPassWords(failure: FailedCheck, now: number): string {
  return `The daemon's last pass failed ${failedWords(failure, now)}`;
}

/** The same, whether or not a daemon runs; null if the last pass was good, or there was none. */
export function failingDaemonWords(daemon: Failing, now: number): string | null {
  if (!daemon.isFailing || daemon.lastFailure === null) return null;
  return (daemon.running ? failedCheckWords : failedPassWords)(daemon.lastFailure, now);
}

interface Failing {
  readonly running: boolean;
  readonly isFailing: boolean;
  readonly lastFailure: FailedCheck | null;
}

function failedWords({ at, problem }: FailedCheck, now: number): string {
  const when = relativeTime(at, now);
  return `${when === 'now' ? 'just now' : when}: ${plainText(problem, 400).replace(/\.$/, '')}.`;
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
