import type { JournalLine } from '../model/journal.ts';
import type { Rotation } from '../model/rotation.ts';
import { type Why, whyLimits, whyOf } from '../model/why.ts';
import { runNames } from '../reasons/run-words.ts';
import { capital } from './acts.ts';

/** The ticket and the reason that a person gave; null without any. */
export function whyWords(why: Why | null | undefined): string | null {
  if (!why) return null;
  return [...(why.ticket ? [`Ticket: ${why.ticket}`] : []), ...(why.reason ? [`Reason: ${why.reason}`] : [])].join(
    ' · ',
  );
}

/** The same with what the run is. */
export function runWhy({ kind, why }: Pick<Rotation, 'kind' | 'why'>): string {
  return `${capital(runNames[kind])}. ${whyWords(why) ?? ''}`;
}

/** What an entry of the audit trail says. */
export function lineWhy({ detail }: Pick<JournalLine, 'detail'>): Why | null {
  return whyOf({ ticket: detail.ticket, reason: detail.because });
}

export const whyProblems = (flag: keyof Why) => `--${flag} must be a text of 1 to ${whyLimits[flag]} characters`;
