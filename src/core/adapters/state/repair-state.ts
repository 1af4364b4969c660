import { copyFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { MendedRecord, StateRepair } from '../../model/state-repair.ts';
import type { Clock } from '../../ports/ports.ts';
import { isKeyturnError, reason } from '../../reasons/errors.ts';
import { stateProblems } from '../../words/state-problems.ts';
import { placeNew, syncFolder } from '../durable-file.ts';
import { orFileReason } from '../file-problem.ts';
import { type UnreadableRow, unreadableRows } from './all-rows.ts';
import { listBackups } from './backup-names.ts';
import { BackupDamaged, connect, headOf, mustBeIntact } from './backups.ts';
import { moveSpecials, stateFile } from './beside.ts';
import { inTransaction } from './changes.ts';
import { openDatabase } from './database.ts';
import { makeStateFile } from './make-state-file.ts';
import {
  faultOfPlace,
  finishRestored,
  forgetDeliveries,
  mustBeState,
  openStaged,
  whileLocked,
} from './restored-state.ts';
import { migrations } from './schema.ts';
import { asideName, findState, setAside } from './set-aside.ts';
import { newStaging, removeStagings } from './staging.ts';

type Replaced = Extract<StateRepair, { kind: 'file' }>;

interface Repairing {
  readonly folder: string;
  readonly clock: Clock;
}

/**
 * Repairs a state: what has the place of a file beside it is moved away. A lost or damaged file is replaced by the newest backup that is intact, or by an empty one. A record that can't be
 * read is replaced by the one of the newest backup that has it; without one, it is moved to a file.
 * @returns null if there is nothing to repair
 * @throws StateTooNew (also for a backup, so the newer version restores it), StateBusy, FileNotYours, HomeNotWritable
 */
export async function repairState(repairing: Repairing): Promise<StateRepair | null> {
  const { folder, clock } = repairing;
  const path = join(folder, 'state.db');
  await removeStagings(folder);
  const moved = await orFileReason('HomeNotWritable', path, async () =>
    moveSpecials(path, (one) => asideName(one, clock, 'damaged')),
  );
  const damaged = await damagedFile(repairing);
  if (damaged === null) {
    // The log that had the newest lines may be gone.
    const newer = moved.length > 0 ? await newerBackup(repairing) : null;
    if (newer) return { kind: 'file', path, moved, ...newer };
    const mended = await mendRecords(repairing);
    if (mended.length > 0) return { kind: 'records', moved, mended };
    return moved.length > 0 ? { kind: 'moved', moved } : null;
  }
  return orFileReason('HomeNotWritable', path, async () => {
    for (const backup of listBackups(folder)) {
      if (await isRestored(backup.path, repairing))
        return { kind: 'file', path, moved, backup, setAside: damaged.setAside };
    }
    await makeStateFile({ path, clock, migrations, startsEmpty: true });
    return { kind: 'file', path, moved, backup: null, setAside: damaged.setAside };
  });
}

/** Puts the newest intact backup with more lines than an intact state into its place; null if there is none. */
async function newerBackup(repairing: Repairing): Promise<Pick<Replaced, 'backup' | 'setAside'> | null> {
  const { folder, clock } = repairing;
  const path = join(folder, 'state.db');
  if (findState(folder).kind !== 'there') return null;
  const database = connect(path, 'rw');
  const { line } = headOf(database);
  database.close();
  let aside: string | null = null;
  const clear = () => {
    aside = whileLocked(path, () => setAside(path, clock));
    if (aside === null) throw reason('HomeNotWritable', { path, problem: stateProblems.stays });
  };
  for (const backup of listBackups(folder)) {
    if (backup.line > line && (await isRestored(backup.path, repairing, clear))) return { backup, setAside: aside };
  }
  return null;
}

/** null if the file is intact, or if there never was one. Sets a damaged file aside. */
async function damagedFile({ folder, clock }: Repairing): Promise<{ readonly setAside: string | null } | null> {
  const path = join(folder, 'state.db');
  const found = findState(folder);
  if (found.kind === 'none') return null;
  if (found.kind === 'lost') return { setAside: setAsideOf(found.traces, path) };
  if (found.kind === 'there' && !(await isDamaged(folder, clock))) return null;
  setAside(path, clock);
  const left = findState(folder);
  if (left.kind === 'lost') return { setAside: setAsideOf(left.traces, path) };
  // Nothing can take the place of a file that can't be moved.
  throw reason('HomeNotWritable', { path, problem: stateProblems.stays });
}

/** @throws StateTooNew, StateBusy, FileNotYours, HomeNotWritable */
async function isDamaged(folder: string, clock: Clock): Promise<boolean> {
  try {
    const database = await openDatabase({ folder, clock });
    try {
      database.read(mustBeIntact);
      return false;
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof BackupDamaged || (isKeyturnError(error) && error.code === 'StateDamaged')) return true;
    throw error;
  }
}

/** A file and its log were set aside together. */
function setAsideOf(traces: readonly string[], path: string): string | null {
  const files = [path, stateFile(path)];
  const aside = traces.filter((trace) => files.some((file) => trace.startsWith(`${file}.`)));
  return (aside.findLast((trace) => !trace.endsWith('-wal')) ?? aside.at(-1))?.replace(/-wal$/, '') ?? null;
}

/** Puts a backup into the state's place, which `clear` empties. False if it isn't intact. @throws StateTooNew, StateBusy, HomeNotWritable, DiskFull */
async function isRestored(backup: string, { folder, clock }: Repairing, clear?: () => void): Promise<boolean> {
  const staging = await newStaging(folder);
  const path = join(staging, 'state.db');
  try {
    await copyFile(backup, path);
    mustBeState(path, backup);
    const state = await openStaged(staging, { clock, actor: '' });
    try {
      await forgetDeliveries(state);
    } finally {
      state.close();
    }
    await finishRestored(path, clock);
    clear?.();
    const place = stateFile(join(folder, 'state.db'));
    await placeNew(path, place);
    await syncFolder(dirname(place));
    return true;
  } catch (error) {
    if (isKeyturnError(error) && !unfit.has(error.code)) throw error;
    if (error instanceof Error && 'syscall' in error) throw error;
    const fault = faultOfPlace(path, error);
    if (fault) throw fault;
    return false;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** What is wrong with a backup, and not with the folder. */
const unfit: ReadonlySet<string> = new Set(['BackupUnreadable', 'StateDamaged']);

async function mendRecords({ folder, clock }: Repairing): Promise<readonly MendedRecord[]> {
  const path = join(folder, 'state.db');
  if (findState(folder).kind !== 'there') return [];
  const database = connect(path, 'rw');
  try {
    const found = unreadableRows(database);
    if (found.length === 0) return [];
    const instant = new Date(clock.now()).toISOString().replace(/[:.]/g, '-');
    const kept = `${path}.unreadable-${instant}.json`;
    const rows = found.map((row) => ({ table: row.table.name, row: rowIn(database, row) }));
    await orFileReason('HomeNotWritable', kept, () => writeFile(kept, JSON.stringify(rows, null, 2), { mode: 0o600 }));
    return inTransaction(database, () => found.map((row) => mend(database, folder, row, kept)));
  } finally {
    database.close();
  }
}

function mend(database: DatabaseSync, folder: string, row: UnreadableRow, kept: string): MendedRecord {
  const { app, kind } = row.record;
  database.prepare(`DELETE FROM ${row.table.name} WHERE ${where(row)}`).run(...row.key);
  for (const backup of listBackups(folder)) {
    const good = readable(backup.path, row);
    if (!good) continue;
    const known = new Set(
      database
        .prepare(`PRAGMA table_info(${row.table.name})`)
        .all()
        .map(({ name }) => name),
    );
    const columns = Object.keys(good).filter((name) => known.has(name));
    const sql = `INSERT OR IGNORE INTO ${row.table.name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    const { changes } = database.prepare(sql).run(...columns.map((name) => good[name] as string));
    if (changes > 0) return { app, kind, from: backup, kept };
  }
  return { app, kind, from: null, kept };
}

/** The row of a backup, if that can be read there. */
function readable(path: string, row: UnreadableRow): Record<string, unknown> | null {
  try {
    const database = connect(path, 'ro');
    try {
      const sql = `SELECT ${row.table.columns} FROM ${row.table.name} AS one WHERE ${where(row)}`;
      const found = database.prepare(sql).get(...row.key);
      if (!found) return null;
      row.table.read(found);
      return rowIn(database, row);
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}

function rowIn(database: DatabaseSync, row: UnreadableRow): Record<string, unknown> {
  return { ...database.prepare(`SELECT * FROM ${row.table.name} WHERE ${where(row)}`).get(...row.key) };
}

function where({ table }: UnreadableRow): string {
  return table.key.map((column) => `${column} = ?`).join(' AND ');
}
