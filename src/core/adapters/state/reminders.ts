import type { DatabaseSync } from 'node:sqlite';
import type { Message, Notice } from '../../model/notice.ts';
import { hour } from '../../plain/time.ts';
import type { Clock, Outgoing, Reminders } from '../../ports/ports.ts';
import type { StateDatabase } from './database.ts';
import { type Fields, jsonIn, numberIn, numberOrNull, textIn, textOrNull } from './row.ts';

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
      database.all(
        readOutgoing,
        `SELECT * FROM outbox WHERE ${waiting} AND ${isDue} ORDER BY next_at, id LIMIT 200`,
        now,
        now + hour,
      ),
    joinOutgoing: async (now, join) => {
      const due = () =>
        database
          .all(readOutgoing, `SELECT * FROM outbox WHERE ${waiting} AND ${isDue}`, now, now + hour)
          // A message to a contact goes to nobody else.
          .filter(({ message }) => message.contact === undefined);
      if (due().length < 2) return;
      await database.change((db) => {
        for (const [channel, rows] of Map.groupBy(due(), (row) => row.channel)) {
          const joined = rows.length < 2 ? null : join(rows.map(({ message }) => message));
          if (joined === null) continue;
          for (const { id } of rows) db.prepare('DELETE FROM outbox WHERE id = ?').run(id);
          db.prepare(
            "INSERT OR REPLACE INTO outbox (id, channel, message, status, attempts, next_at) VALUES (?, ?, ?, 'waiting', 0, ?)",
          ).run(`${channel} ${joined.id}`, channel, JSON.stringify(joined), now);
        }
      });
    },
    nextOutgoing: async (now) =>
      database.find(
        (row) => numberOrNull(row, 'at'),
        `SELECT min(CASE WHEN ${isFromFuture} THEN 0 ELSE next_at END) AS at FROM outbox WHERE ${waiting}`,
        now + hour,
      ),
    settle: (id, { status, problem, nextAt }) => {
      const settledAt = status === 'waiting' ? null : clock.now();
      const sql = `UPDATE outbox SET status = ?, problem = ?, attempts = attempts + 1, next_at = coalesce(?, next_at),
                   settled_at = ? WHERE id = ? AND status = 'waiting'`;
      return database.run(sql, status, problem, nextAt, settledAt, id);
    },
    untaken: async (rotation) =>
      database.all(
        (row) => ({ target: textIn(row, 'target'), contact: textIn(row, 'contact') }),
        `SELECT DISTINCT json_extract(message, '$.contact.confirms.target') AS target,
                json_extract(message, '$.notices[0].handOver.contact') AS contact
         FROM outbox WHERE json_valid(message) AND json_extract(message, '$.contact.confirms.rotation') = ?
           AND status <> 'sent' AND attempts > 0`,
        rotation,
      ),
    unclaimed: async (ids) => {
      const isClaimed = async (id: string) =>
        (await database.find((row) => textIn(row, 'id'), 'SELECT id FROM notices WHERE id = ?', id)) !== null;
      const claimed = await Promise.all(ids.map(isClaimed));
      return ids.filter((_id, index) => !claimed[index]);
    },
    told: async ({ orgId, consumerId }, limit) => {
      const sql = 'SELECT * FROM notices WHERE org_id = ? AND consumer_id = ? ORDER BY told_at DESC, id LIMIT ?';
      return database.all(readTold, sql, orgId, consumerId, limit);
    },
  };
}

/** A message that can't be read is never due. */
const waiting = "status = 'waiting' AND json_valid(message)";
/** The clock was set back since the message was queued. */
const isFromFuture = "json_extract(message, '$.at') > ?";
const isDue = `(next_at <= ? OR ${isFromFuture})`;

export function readTold(row: Fields) {
  return { at: numberIn(row, 'told_at'), notice: jsonIn(row, 'body') as unknown as Notice };
}

/** True for the first process that claims the notice. */
function take(db: DatabaseSync, notice: Notice, now: number): boolean {
  const { changes } = db
    .prepare('INSERT OR IGNORE INTO notices (id, org_id, consumer_id, told_at, body) VALUES (?, ?, ?, ?, ?)')
    .run(notice.id, notice.orgId, notice.consumerId, now, JSON.stringify(notice));
  return changes > 0;
}

export function readOutgoing(row: Fields): Outgoing {
  return {
    id: textIn(row, 'id'),
    channel: textIn(row, 'channel'),
    message: jsonIn(row, 'message') as unknown as Message,
    attempts: numberIn(row, 'attempts'),
    nextAt: numberIn(row, 'next_at'),
    problem: textOrNull(row, 'problem'),
  };
}
