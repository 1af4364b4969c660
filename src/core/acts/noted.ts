import type { JournalAction, JournalEntry } from '../model/journal.ts';
import type { Journal } from '../ports/ports.ts';

/** The app that a journal entry is about. */
export interface About {
  readonly orgId: string;
  readonly org: string;
  readonly app: string;
}

/** Records a finding or a decision in the journal. Changes outside our state use `journalled`. */
export async function noted(
  journal: Pick<Journal, 'append'>,
  { orgId, org, app }: About,
  action: JournalAction,
  detail: JournalEntry['detail'],
): Promise<void> {
  await journal.append({ event: 'noted', action, intent: crypto.randomUUID(), orgId, org, app, detail });
}
