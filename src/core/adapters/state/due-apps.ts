import type { DueApps, TouchedApp } from '../../ports/ports.ts';
import { type AppSettings, readApp } from './apps.ts';
import type { StateDatabase } from './database.ts';
import { numberOf, numberOrNull } from './row.ts';

export function createDueApps(database: StateDatabase, appSettings: AppSettings): DueApps {
  const touched = async (query: string, ...values: (string | number)[]): Promise<readonly TouchedApp[]> => {
    const apps = await appSettings();
    return database.read((db) =>
      db
        .prepare(`SELECT body, touched FROM apps ${query}`)
        .all(...values)
        .map((row) => ({ watched: readApp(row, apps), touched: numberOf(row, 'touched') })),
    );
  };
  return {
    list: (now, limit) => touched('WHERE due_at <= ? ORDER BY due_at, org_id, app, consumer_id LIMIT ?', now, limit),
    find: async ({ orgId, app, consumerId }) =>
      (await touched('WHERE org_id = ? AND app = ? AND consumer_id = ?', orgId, app, consumerId))[0] ?? null,
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
    followSettings: async (settings) => {
      const known = database.read((db) => db.prepare('SELECT settings FROM due_settings').get());
      if (known?.settings === settings) return;
      await database.change((db) => {
        db.exec('UPDATE apps SET due_at = 0, attention_at = NULL');
        db.prepare(
          'INSERT INTO due_settings (id, settings) VALUES (1, ?) ON CONFLICT DO UPDATE SET settings = excluded.settings',
        ).run(settings);
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
    firstAttention: async () =>
      database.read((db) => {
        const row = db.prepare('SELECT min(attention_at) AS at FROM apps').get();
        return row ? numberOrNull(row, 'at') : null;
      }),
  };
}
