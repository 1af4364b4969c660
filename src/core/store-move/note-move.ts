import { closeIntents } from '../acts/journalled.ts';
import type { JournalLine } from '../model/journal.ts';
import type { StoreReference, WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';

interface MoveNote {
  readonly app: WatchedApp;
  readonly pairs: number;
  readonly from: StoreReference['kind'] | null;
  readonly to: StoreReference['kind'];
}

/** Notes that an app's pairs are about to be moved; what comes back notes that they were. */
export async function noteMove({ journal }: State, { app, pairs, from, to }: MoveNote): Promise<() => Promise<void>> {
  const { orgId, org } = app;
  const entry = {
    action: 'move-pairs',
    intent: crypto.randomUUID(),
    orgId,
    org,
    app: app.app,
    detail: { pairs, from, to },
  } as const;
  await journal.append({ ...entry, event: 'intended' });
  return async () => void (await journal.append({ ...entry, event: 'done' }));
}

/** A move that ended too early is simply done again; only its line in the journal is still open. */
export async function closeOpenMoves({ journal }: State): Promise<void> {
  const isMove = ({ action }: JournalLine) => action === 'move-pairs';
  await closeIntents(journal, (await journal.open()).filter(isMove));
}
