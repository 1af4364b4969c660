import type { JournalLine } from '../model/journal.ts';
import type { Journal } from '../ports/ports.ts';
import { closeIntents } from './journalled.ts';
import type { About } from './noted.ts';

/** The app is watched now, so a setup of it that stopped before is no longer hidden. */
export async function closeSetups(journal: Journal, { orgId, app }: Pick<About, 'orgId' | 'app'>): Promise<void> {
  const isOurs = (line: JournalLine) => line.action === 'set-up' && line.orgId === orgId && line.app === app;
  await closeIntents(journal, (await journal.open()).filter(isOurs));
}
