import type { DueApps } from '../../ports.ts';
import { readApp } from './apps.ts';
import type { StateDatabase } from './database.ts';
import { numberOf, numberOrNull } from './row.ts';

export function createDueApps(database: StateDatabase): DueApps {
  return {
    list: async (now, limit) =>
      database.read((db) =>
        db
          .prepare('SELECT body, touched FROM apps WHERE due_at <= ? ORDER BY due_at, org_id, app, consumer_id LIMIT ?')
          .all(now, limit)
          .map((row) => ({ watched: readApp(row), touched: numberOf(row, 'touched') })),
      ),
    find: async ({ orgId, app, consumerId }) =>
      database.read((db) => {
        const row = db
          .prepare('SELECT body, touched FROM apps WHERE org_id = ? AND app = ? AND consumer_id = ?')
          .get(orgId, app, consumerId);
        return row ? { watched: readApp(row), touched: numberOf(row, 'touched') } : null;
      }),
    next: async () =>
      database.read((db) => {
        const row = db.prepare('SELECT min(due_at) AS at FROM apps').get();
        return row ? numberOrNull(row, 'at') : null;
      }),
    postpone: async ({ watched, touched }, at) =>
      database.change((db) => {
        const { orgId, app, consumerId } = watched;
        db.prepare('UPDATE apps SET due_at = ? WHERE org_id = ? AND app = ? AND consumer_id = ? AND touched = ?').run(
          at,
          orgId,
          app,
          consumerId,
          touched,
        );
      }),
  };
}
