import { day, hour } from '../../plain/time.ts';
import type { DueApp, DueApps, TouchedApp } from '../../ports/ports.ts';
import { type ReadAppSettings, readApp } from './apps.ts';
import type { StateDatabase } from './database.ts';
import { type Fields, numberIn, numberOrNull, textIn } from './row.ts';

/** Apps are due at most a day ahead. A later time was stored before the clock was set back. */
const farthestMs = day + hour;

export function createDueApps(database: StateDatabase, appSettings: ReadAppSettings): DueApps {
  const touched = async (query: string, ...values: (string | number)[]): Promise<readonly TouchedApp[]> => {
    const settings = await appSettings();
    return database.all(
      (row) => ({ watched: readApp(row, settings), touched: numberIn(row, 'touched') }),
      `SELECT app, body, touched FROM apps ${query}`,
      ...values,
    );
  };
  const earliest = async (column: 'due_at' | 'attention_at') =>
    database.find((row) => numberOrNull(row, 'at'), `SELECT min(${column}) AS at FROM apps`);
  return {
    list: async (now, limit) => {
      const settings = await appSettings();
      const unreadable: Fields[] = [];
      const read = (row: Fields): DueApp => {
        unreadable.push(row);
        const app = {
          watched: readApp(row, settings),
          touched: numberIn(row, 'touched'),
          dueAt: numberIn(row, 'due_at'),
        };
        unreadable.pop();
        return app;
      };
      // One query for both would read the index from its start to its end.
      const select = (condition: string) =>
        `SELECT app, org_id, consumer_id, body, touched, due_at FROM apps WHERE ${condition} ORDER BY due_at, org_id, app, consumer_id LIMIT ?`;
      const found = [...database.all(read, select('due_at <= ?'), now, limit)];
      if (found.length < limit)
        found.push(...database.all(read, select('due_at > ?'), now + farthestMs, limit - found.length));
      // Otherwise it would be due at every tick.
      if (unreadable.length > 0)
        await database.change((db) => {
          const put = db.prepare('UPDATE apps SET due_at = ? WHERE org_id = ? AND app = ? AND consumer_id = ?');
          for (const row of unreadable)
            put.run(now + day, textIn(row, 'org_id'), textIn(row, 'app'), textIn(row, 'consumer_id'));
        });
      return found;
    },
    find: async ({ orgId, app, consumerId }) =>
      (await touched('WHERE org_id = ? AND app = ? AND consumer_id = ?', orgId, app, consumerId))[0] ?? null,
    next: async (now) => {
      const first = await earliest('due_at');
      const last = database.find((row) => numberOrNull(row, 'at'), 'SELECT max(due_at) AS at FROM apps');
      return last !== null && last > now + farthestMs ? 0 : first;
    },
    postpone: ({ watched: { orgId, app, consumerId }, touched }, at) => {
      const sql = 'UPDATE apps SET due_at = ? WHERE org_id = ? AND app = ? AND consumer_id = ? AND touched = ?';
      return database.run(sql, at, orgId, app, consumerId, touched);
    },
    followSettings: async (settings) => {
      const known = database.find((row) => row.settings, 'SELECT settings FROM due_settings');
      if (known === settings) return;
      await database.change((db) => {
        db.exec('UPDATE apps SET due_at = 0, attention_at = NULL');
        db.prepare('INSERT OR REPLACE INTO due_settings VALUES (1, ?)').run(settings);
      });
    },
    unweighed: (limit) => touched('WHERE attention_at IS NULL LIMIT ?', limit),
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
    firstAttention: () => earliest('attention_at'),
  };
}
