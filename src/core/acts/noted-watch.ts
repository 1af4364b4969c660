import type { JournalEntry } from '../model/journal.ts';
import type { WatchedApp } from '../model/watched-app.ts';

type Known = Pick<WatchedApp, 'consumerKey' | 'chosenPolicy'>;

/** What the audit trail says when keyturn starts watching credentials, reads them again, or gets another policy for them. */
export function watchDetail(before: Known | null, { consumerKey, chosenPolicy }: Known): JournalEntry['detail'] {
  if (before?.consumerKey !== consumerKey) return { consumerKey };
  const now = partsOf(chosenPolicy);
  const isSame = JSON.stringify(partsOf(before.chosenPolicy)) === JSON.stringify(now);
  return { consumerKey, again: true, ...(isSame ? {} : { policyChanged: true, ...now }) };
}

function partsOf({ maxAgeDays, remindDays, graceDays, automation }: WatchedApp['chosenPolicy']) {
  return { maxAgeDays, remindDays: remindDays.join(', '), graceDays, automation };
}
