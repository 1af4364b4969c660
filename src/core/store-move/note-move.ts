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

/** Records the intent to move an app's credentials. Call the result to record that it is done. */
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

/** Closes the audit trail entries of interrupted moves. The move itself is repeated. */
export async function closeOpenMoves({ journal }: State): Promise<void> {
  const isMove = ({ action }: JournalLine) => action === 'move-pairs';
  await closeIntents(journal, (await journal.open()).filter(isMove));
}
