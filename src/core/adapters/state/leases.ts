import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Lease, LeaseHolder, Leases } from '../../ports/ports.ts';
import { isHomeFault, isKeyturnError, reason } from '../../reasons/errors.ts';
import { leaseHolders } from '../../words/state-problems.ts';
import { withPermit } from '../permit.ts';
import type { StateDatabase } from './database.ts';
import { type Holder, lifeOf, thisProcess } from './holder.ts';
import { type Fields, numberIn, textIn, textOrNull } from './row.ts';

/** A holder that is suspended, or on another computer, counts as gone after this much silence. */
const silenceMs = 2 * 60_000;
/** After a reboot, all holders on this computer are gone. Leases themselves need no other lease. */
const passing = { isPassing: true, isFree: true };

/** A lease may be one of another state. */
const checks = new WeakMap<Lease, () => void>();

export function createLeases(database: StateDatabase, clock: Clock): Leases {
  const take = async (name: string, what: string, isForced: boolean): Promise<Lease> => {
    const us = thisProcess();
    const asked = { name, what, us, now: clock.now(), isForced };
    const fence = await database.change((db) => acquire(db, asked), passing);
    // The fence distinguishes this lease from a later one of the same name, even within one process.
    const lease: Lease = {
      name,
      fence,
      heartbeat: async () => {
        const sql = 'UPDATE leases SET heartbeat_at = ? WHERE name = ? AND fence = ? AND pid IS NOT NULL';
        const { changes } = await database.change((db) => db.prepare(sql).run(clock.now(), name, fence), passing);
        if (changes === 0) database.read((db) => mustBeHeld(db, lease, what));
      },
      release: async () => {
        // A lease of a closed state ends with this process.
        if (!database.isOpen()) return;
        // The row stays, so that fences only grow.
        const sql =
          'UPDATE leases SET host = NULL, boot = NULL, pid = NULL, started = NULL WHERE name = ? AND fence = ?';
        try {
          await database.change((db) => db.prepare(sql).run(name, fence), passing);
        } catch (error) {
          // The work is over, and its own error matters more. The lease ends with this process.
          if (!isHomeFault(error) && !(isKeyturnError(error) && error.code === 'StateReplaced')) throw error;
        }
      },
    };
    checks.set(lease, () => {
      database.mustBeInPlace();
      database.read((db) => mustBeHeld(db, lease, what));
    });
    return lease;
  };
  return {
    acquire: (name, what = name) => take(name, what, false),
    takeOver: (name, what = name) => take(name, what, true),
    guarding: (held, work, mayPass = () => false) => {
      // A write's own transaction reads this, so nothing comes in between. A request is sent right after it.
      const check = () => {
        for (const lease of held()) {
          try {
            checks.get(lease)?.();
          } catch (error) {
            if (!mayPass(error)) throw error;
          }
        }
      };
      return withPermit({ check }, work);
    },
    holders: async () => {
      const us = thisProcess();
      const rows = database.read((db) => db.prepare('SELECT * FROM leases WHERE pid IS NOT NULL').all());
      return new Map(
        rows.flatMap((row) => {
          const holder = namedHolder(row, us, clock.now());
          return holder ? [[textIn(row, 'name'), holder]] : [];
        }),
      );
    },
    holder: async (name) =>
      namedHolder(
        database.read((db) => rowOf(db, name)),
        thisProcess(),
        clock.now(),
      ),
  };
}

function acquire(
  db: DatabaseSync,
  { name, what, us, now, isForced }: { name: string; what: string; us: Holder; now: number; isForced: boolean },
): number {
  const row = rowOf(db, name);
  const holder = isForced ? null : holderOf(row, us, now);
  if (holder) throw reason('AnotherAtWork', { what, holder: leaseHolders.process(holder.pid, holder.host) });
  const fence = row ? numberIn(row, 'fence') + 1 : 1;
  const { host, boot, pid, started } = us;
  db.prepare('INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    ...[name, fence, host, boot, pid, started, now],
  );
  return fence;
}

/** @throws TakenOver */
function mustBeHeld(db: DatabaseSync, { name, fence }: Lease, what: string): void {
  const row = rowOf(db, name);
  if (row && row.pid !== null && numberIn(row, 'fence') === fence) return;
  const isTaken = row !== undefined && row.pid !== null;
  const holder = isTaken ? leaseHolders.process(numberIn(row, 'pid'), textIn(row, 'host')) : leaseHolders.successor;
  throw reason('TakenOver', { what, holder });
}

function rowOf(db: DatabaseSync, name: string): Fields | undefined {
  return db.prepare('SELECT * FROM leases WHERE name = ?').get(name);
}

function namedHolder(row: Fields | undefined, us: Holder, now: number): LeaseHolder | null {
  const holder = holderOf(row, us, now);
  return row && holder ? { pid: holder.pid, host: holder.host, fence: numberIn(row, 'fence') } : null;
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
