import type { DueApps, TouchedApp } from '../../ports/ports.ts';
import { readApp } from './apps.ts';
import type { StateDatabase } from './database.ts';
import { type Fields, numberOf, numberOrNull } from './row.ts';

export function createDueApps(database: StateDatabase): DueApps {
  return {
    list: async (now, limit) =>
      database.read((db) =>
        db
          .prepare('SELECT body, touched FROM apps WHERE due_at <= ? ORDER BY due_at, org_id, app, consumer_id LIMIT ?')
          .all(now, limit)
          .map(readTouched),
      ),
    find: async ({ orgId, app, consumerId }) =>
      database.read((db) => {
        const row = db
          .prepare('SELECT body, touched FROM apps WHERE org_id = ? AND app = ? AND consumer_id = ?')
          .get(orgId, app, consumerId);
        return row ? readTouched(row) : null;
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
    unweighed: async (limit) =>
      database.read((db) =>
        db.prepare('SELECT body, touched FROM apps WHERE attention_at IS NULL LIMIT ?').all(limit).map(readTouched),
      ),
    weigh: async (apps) =>
      database.change((db) => {
        const put = db.prepare(
          'UPDATE apps SET attention_at = ? WHERE org_id = ? AND app = ? AND consumer_id = ? AND touched = ?',
        );
        for (const { app, attentionAt } of apps) {
          const { orgId, app: name, consumerId } = app.watched;
          put.run(attentionAt, orgId, name, consumerId, app.touched);
        }
      }),
    firstAttention: async () =>
      database.read((db) => {
        const row = db.prepare('SELECT min(attention_at) AS at FROM apps').get();
        return row ? numberOrNull(row, 'at') : null;
      }),
  };
}

function readTouched(row: Fields): TouchedApp {
  return { watched: readApp(row), touched: numberOf(row, 'touched') };
}
