import type { Consumer } from '../model/consumer.ts';
import type { JournalLine } from '../model/journal.ts';
import { targetText } from '../model/target.ts';
import type { Journal } from '../ports/ports.ts';
import { deliveredBy } from '../words/setup-command.ts';
import { closeIntents } from './journalled.ts';
import type { About } from './noted.ts';

/** Setups of an app that stopped before it was watched. */
export interface ClosedSetups {
  readonly count: number;
  /** Targets that they were to add, and that the watched app doesn't have. As `--deliver` takes them. */
  readonly leftOut: readonly string[];
}

/** The app is watched now, so a setup of it that stopped before is no longer hidden. */
export async function closeSetups(
  journal: Journal,
  { orgId, app }: Pick<About, 'orgId' | 'app'>,
  consumers: readonly Pick<Consumer, 'target'>[],
): Promise<ClosedSetups> {
  const isOurs = (line: JournalLine) => line.action === 'set-up' && line.orgId === orgId && line.app === app;
  const open = (await journal.open()).filter(isOurs);
  const had = new Set(consumers.map(({ target }) => targetText(target)));
  const wanted = new Set(open.flatMap(({ detail }) => deliveredBy(String(detail.command ?? ''))));
  await closeIntents(journal, open);
  return { count: open.length, leftOut: [...wanted].filter((target) => !had.has(target)) };
}
