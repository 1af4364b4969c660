import type { JournalEntry } from '../model/journal.ts';
import { countOf, plainText } from '../plain/text.ts';

/** A policy as the audit trail keeps it. */
export function policyFacts({ maxAgeDays, remindDays, graceDays, automation }: JournalEntry['detail']): string {
  const reminders = remindDays ? `reminders ${plainText(String(remindDays), 60)} days before` : 'no reminders';
  const ages = `maximum age ${countOf(Number(maxAgeDays), 'day')}, grace period ${countOf(Number(graceDays), 'day')}`;
  return `${ages}, ${reminders}, automation ${plainText(String(automation), 20)}`;
}
