import type { DatabaseSync } from 'node:sqlite';
import type { Message, Notice } from '../../model/notice.ts';
import type { Clock, Outgoing, Reminders } from '../../ports/ports.ts';
import type { StateDatabase } from './database.ts';
import { type Fields, jsonOf, numberOf, textOf, textOrNull } from './row.ts';

export function createReminders(database: StateDatabase, clock: Clock): Reminders {
  return {
    tell: async (notices, address) =>
      database.change((db) => {
        const fresh = notices.filter((notice) => take(db, notice, clock.now()));
        if (fresh.length === 0) return [];
        for (const { id, channel, message, nextAt } of address(fresh)) {
          db.prepare(
            "INSERT OR IGNORE INTO outbox (id, channel, message, status, attempts, next_at) VALUES (?, ?, ?, 'waiting', 0, ?)",
          ).run(id, channel, JSON.stringify(message), nextAt);
        }
        return fresh;
      }),
    outgoing: async (now) =>
      database.read((db) =>
        db
          .prepare("SELECT * FROM outbox WHERE status = 'waiting' AND next_at <= ? ORDER BY next_at, id LIMIT 200")
          .all(now)
          .map(readOutgoing),
      ),
    nextOutgoing: async () =>
      database.read((db) => {
        const row = db.prepare("SELECT next_at FROM outbox WHERE status = 'waiting' ORDER BY next_at LIMIT 1").get();
        return row ? numberOf(row, 'next_at') : null;
      }),
    settle: async (id, outcome) =>
      database.change((db) => {
        const { status, problem, nextAt } = outcome;
        const isOver = status !== 'waiting';
        db.prepare(
          `UPDATE outbox SET status = ?, problem = ?, attempts = attempts + 1, next_at = coalesce(?, next_at),
           settled_at = ? WHERE id = ? AND status = 'waiting'`,
        ).run(status, problem, nextAt, isOver ? clock.now() : null, id);
      }),
    told: async ({ orgId, consumerId }, limit) =>
      database.read((db) =>
        db
          .prepare('SELECT * FROM notices WHERE org_id = ? AND consumer_id = ? ORDER BY told_at DESC, id LIMIT ?')
          .all(orgId, consumerId, limit)
          .map((row) => ({ at: numberOf(row, 'told_at'), notice: jsonOf(row, 'body') as unknown as Notice })),
      ),
  };
}

/** True for whoever is the first to tell it. */
function take(db: DatabaseSync, notice: Notice, now: number): boolean {
  const { changes } = db
    .prepare('INSERT OR IGNORE INTO notices (id, org_id, consumer_id, told_at, body) VALUES (?, ?, ?, ?, ?)')
    .run(notice.id, notice.orgId, notice.consumerId, now, JSON.stringify(notice));
  return changes > 0;
}

function readOutgoing(row: Fields): Outgoing {
  return {
    id: textOf(row, 'id'),
    channel: textOf(row, 'channel'),
    message: jsonOf(row, 'message') as unknown as Message,
    attempts: numberOf(row, 'attempts'),
    nextAt: numberOf(row, 'next_at'),
    problem: textOrNull(row, 'problem'),
  };
}
