import type { DatabaseSync } from 'node:sqlite';
import type { UnreadableRecord } from '../../model/unreadable-record.ts';
import type { Fields } from './row.ts';

/** Names a row that can't be read. Its columns can, if the query asks for them. */
export function recordOf(database: DatabaseSync, row: Fields, problem: string): UnreadableRecord {
  const { app, id } = row;
  if (typeof app === 'string') return { kind: 'app', app, problem };
  if (typeof id !== 'string' || !('notified' in row)) return { kind: 'other', app: null, problem };
  const sql = 'SELECT apps.app FROM rotations AS one JOIN apps USING (org_id, consumer_id) WHERE one.id = ?';
  const found = database.prepare(sql).get(id)?.app;
  return { kind: 'run', app: typeof found === 'string' ? found : null, problem };
}
