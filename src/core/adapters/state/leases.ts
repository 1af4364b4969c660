import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Lease, Leases } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { leaseHolders } from '../../words/state-problems.ts';
import type { StateDatabase } from './database.ts';
import { type Holder, lifeOf, thisProcess } from './holder.ts';
import { type Fields, numberOf, textOf, textOrNull } from './row.ts';

/** Of a holder on another machine only its silence can be seen. */
const silenceMs = 2 * 60_000;
/** When this computer went down every holder on it is gone. */
const passing = { isPassing: true };

export function createLeases(database: StateDatabase, clock: Clock): Leases {
  return {
    acquire: async (name, what = name) => {
      const us = thisProcess();
      const fence = await database.change((db) => acquire(db, { name, what, us, now: clock.now() }), passing);
      return lease({ database, clock, name, what, fence });
    },
    holder: async (name) =>
      database.read((db) => {
        const row = db.prepare('SELECT * FROM leases WHERE name = ?').get(name);
        if (!row || row.pid === null) return null;
        const holder = readHolder(row);
        return isHeld(row, holder, { us: thisProcess(), now: clock.now() })
          ? { pid: holder.pid, host: holder.host }
          : null;
      }),
  };
}

function acquire(
  db: DatabaseSync,
  { name, what, us, now }: { name: string; what: string; us: Holder; now: number },
): number {
  const row = db.prepare('SELECT * FROM leases WHERE name = ?').get(name);
  if (row && row.pid !== null) {
    const holder = readHolder(row);
    if (isHeld(row, holder, { us, now })) {
      throw reason('AnotherAtWork', { what, holder: leaseHolders.process(holder.pid, holder.host) });
    }
  }
  const fence = row ? numberOf(row, 'fence') + 1 : 1;
  db.prepare('INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    name,
    fence,
    us.host,
    us.boot,
    us.pid,
    us.started,
    now,
  );
  return fence;
}

function isHeld(row: Fields, holder: Holder, { us, now }: { us: Holder; now: number }): boolean {
  const life = lifeOf(holder, us);
  return life === 'alive' || (life === 'unknown' && now - numberOf(row, 'heartbeat_at') <= silenceMs);
}

interface Held {
  readonly database: StateDatabase;
  readonly clock: Clock;
  readonly name: string;
  readonly what: string;
  readonly fence: number;
}

/** The fence tells this lease from a later one of the same name, also within one process. */
function lease({ database, clock, name, what, fence }: Held): Lease {
  return {
    name,
    fence,
    heartbeat: async () => {
      const { changes } = await database.change(
        (db) =>
          db
            .prepare('UPDATE leases SET heartbeat_at = ? WHERE name = ? AND fence = ? AND pid IS NOT NULL')
            .run(clock.now(), name, fence),
        passing,
      );
      if (changes === 0) throw reason('AnotherAtWork', { what, holder: leaseHolders.successor });
    },
    release: async () => {
      await database.change((db) => {
        // The row stays, so that fences only ever grow.
        db.prepare(
          'UPDATE leases SET host = NULL, boot = NULL, pid = NULL, started = NULL WHERE name = ? AND fence = ?',
        ).run(name, fence);
      }, passing);
    },
  };
}

function readHolder(row: Fields): Holder {
  return {
    host: textOf(row, 'host'),
    boot: textOrNull(row, 'boot'),
    pid: numberOf(row, 'pid'),
    started: textOrNull(row, 'started'),
  };
}
