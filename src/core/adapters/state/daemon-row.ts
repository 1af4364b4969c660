import type { DaemonRecord } from '../../ports.ts';
import type { StateDatabase } from './database.ts';
import { numberOf, numberOrNull } from './row.ts';

export function createDaemonRecord(database: StateDatabase): DaemonRecord {
  return {
    read: async () =>
      database.read((db) => {
        const row = db.prepare('SELECT * FROM daemon').get();
        if (!row) return null;
        return {
          pid: numberOf(row, 'pid'),
          startedAt: numberOf(row, 'started_at'),
          lastTickAt: numberOrNull(row, 'last_tick_at'),
          nextTickAt: numberOrNull(row, 'next_tick_at'),
        };
      }),
    save: async ({ pid, startedAt, lastTickAt, nextTickAt }) =>
      database.change((db) => {
        db.prepare('INSERT OR REPLACE INTO daemon VALUES (1, ?, ?, ?, ?)').run(pid, startedAt, lastTickAt, nextTickAt);
      }),
  };
}
