import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Leases } from '../../ports/ports.ts';
import { isHomeFault, reason } from '../../reasons/errors.ts';
import { leaseHolders } from '../../words/state-problems.ts';
import type { StateDatabase } from './database.ts';
import { type Holder, lifeOf, thisProcess } from './holder.ts';
import { type Fields, numberIn, textIn, textOrNull } from './row.ts';

/** A holder on another computer counts as gone after this much silence. */
const silenceMs = 2 * 60_000;
/** After a reboot, all holders on this computer are gone. */
const passing = { isPassing: true };

export function createLeases(database: StateDatabase, clock: Clock): Leases {
  return {
    acquire: async (name, what = name) => {
      const us = thisProcess();
      const fence = await database.change((db) => acquire(db, { name, what, us, now: clock.now() }), passing);
      // The fence distinguishes this lease from a later one of the same name, even within one process.
      return {
        name,
        fence,
        heartbeat: async () => {
          const sql = 'UPDATE leases SET heartbeat_at = ? WHERE name = ? AND fence = ? AND pid IS NOT NULL';
          const { changes } = await database.change((db) => db.prepare(sql).run(clock.now(), name, fence), passing);
          if (changes === 0) throw reason('AnotherAtWork', { what, holder: leaseHolders.successor });
        },
        release: async () => {
          // The row stays, so that fences only grow.
          const sql =
            'UPDATE leases SET host = NULL, boot = NULL, pid = NULL, started = NULL WHERE name = ? AND fence = ?';
          try {
            await database.change((db) => db.prepare(sql).run(name, fence), passing);
          } catch (error) {
            // The work is over, and its own error matters more. The lease ends with this process.
            if (!isHomeFault(error)) throw error;
          }
        },
      };
    },
    holder: async (name) =>
      database.read((db) => {
        const row = rowOf(db, name);
        const holder = holderOf(row, thisProcess(), clock.now());
        return row && holder ? { pid: holder.pid, host: holder.host, fence: numberIn(row, 'fence') } : null;
      }),
  };
}

function acquire(
  db: DatabaseSync,
  { name, what, us, now }: { name: string; what: string; us: Holder; now: number },
): number {
  const row = rowOf(db, name);
  const holder = holderOf(row, us, now);
  if (holder) throw reason('AnotherAtWork', { what, holder: leaseHolders.process(holder.pid, holder.host) });
  const fence = row ? numberIn(row, 'fence') + 1 : 1;
  const { host, boot, pid, started } = us;
  db.prepare('INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    ...[name, fence, host, boot, pid, started, now],
  );
  return fence;
}

function rowOf(db: DatabaseSync, name: string): Fields | undefined {
  return db.prepare('SELECT * FROM leases WHERE name = ?').get(name);
}

/** The current holder of the lease; null if there is none any more. */
function holderOf(row: Fields | undefined, us: Holder, now: number): Holder | null {
  if (!row || row.pid === null) return null;
  const holder = {
    host: textIn(row, 'host'),
    boot: textOrNull(row, 'boot'),
    pid: numberIn(row, 'pid'),
    started: textOrNull(row, 'started'),
  };
  const life = lifeOf(holder, us);
  const isHeld = life === 'alive' || (life === 'unknown' && now - numberIn(row, 'heartbeat_at') <= silenceMs);
  return isHeld ? holder : null;
}
