import { existsSync, lstatSync, rmSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { appAfterRestore, runAfterRestore } from '../../model/after-restore.ts';
import type { AppSettings } from '../../model/effective-policy.ts';
import type { Clock, State } from '../../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../../reasons/errors.ts';
import { backupProblems } from '../../words/backup.ts';
import { stateProblems } from '../../words/state-problems.ts';
import { placeNew, syncFolder } from '../durable-file.ts';
import { systemCode } from '../file-problem.ts';
import { backupFolder } from './backup-names.ts';
import { BackupDamaged, connect, mustBeIntact } from './backups.ts';
import { stateFile } from './beside.ts';
import { markRestored } from './installation.ts';
import { openState } from './open-state.ts';
import { migrations } from './schema.ts';
import { asideName, setAside } from './set-aside.ts';
import { sqliteFault } from './sqlite-fault.ts';
import { whyUnwritable } from './why-unwritable.ts';

/**
 * Checks a state that may be from anybody, before anything in it is used.
 * @param from the backup that it is from @throws BackupUnreadable, StateTooNew, StateBusy, HomeNotWritable, DiskFull
 */
export function mustBeState(path: string, from: string): void {
  const refused = (problem: string) => reason('BackupUnreadable', { path: from, problem });
  try {
    const database = connect(path, 'rw');
    try {
      database.exec('PRAGMA trusted_schema = OFF');
      mustBeIntact(database);
      const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
      if (version > migrations.length)
        throw reason('StateTooNew', { path: from, found: version, known: migrations.length });
      if (hasForeignParts(database, version)) throw refused(backupProblems.foreignState);
    } finally {
      database.close();
    }
  } catch (error) {
    if (isKeyturnError(error)) throw error;
    if (error instanceof BackupDamaged || sqliteFault(error) === 'damaged') throw refused(backupProblems.state);
    throw faultOfPlace(path, error) ?? error;
  }
}

/** What prevents work on a copy of a backup, although the backup may be intact; null for any other error. */
export function faultOfPlace(path: string, error: unknown): KeyturnError | null {
  const fault = sqliteFault(error);
  if (fault === null || fault === 'damaged') return null;
  return fault === 'busy' ? reason('StateBusy', { path }, { cause: error }) : whyUnwritable(path, error);
}

/** Views, triggers and virtual tables run when others are read or written. */
function hasForeignParts(database: DatabaseSync, version: number): boolean {
  const own = new DatabaseSync(':memory:');
  try {
    for (const migration of migrations.slice(0, version)) own.exec(migration);
    const known = activeParts(own);
    return activeParts(database).some((part) => !known.includes(part));
  } finally {
    own.close();
  }
}

function activeParts(database: DatabaseSync): readonly string[] {
  return database
    .prepare(
      "SELECT type || ' ' || name || ' ' || sql AS part FROM sqlite_schema WHERE type IN ('trigger', 'view') OR sql LIKE 'create virtual%'",
    )
    .all()
    .map(({ part }) => String(part));
}

const noSettings = async (): Promise<AppSettings> => ({ apps: {}, isHeld: false });

/** Opens a state before it is in its place, and brings it to this version's schema. It knows nothing of this computer. */
export function openStaged(folder: string, { clock, actor }: { readonly clock: Clock; readonly actor: string }) {
  return openState({ folder, clock, actor, appSettings: noSettings });
}

/** What consumers got after the backup is unknown. */
export async function forgetDeliveries({ apps, rotations }: Pick<State, 'apps' | 'rotations'>): Promise<void> {
  for (const watched of await apps.list()) await apps.save(appAfterRestore(watched));
  await rotations.save(...(await rotations.newest()).map(runAfterRestore));
}

/** Marks a state that nobody has open as restored, and leaves one whole file of it on disk. @throws SQLite's errors */
export async function finishRestored(path: string, clock: Clock): Promise<void> {
  const database = connect(path, 'rw');
  try {
    // As in a new state file.
    database.exec('PRAGMA journal_mode = WAL');
    forget(database, clock.now());
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
  const handle = await open(path, 'r+');
  await handle.sync().finally(() => handle.close());
}

/**
 * Sets aside the state of a folder and its backups, and puts a finished one in its place. If this is interrupted, the folder has the
 * old state, the new one, or traces of the old one, with which no command begins a new state.
 * @returns where the old ones are @throws the system's error
 */
export async function placeState(path: string, { folder, clock }: { readonly folder: string; readonly clock: Clock }) {
  const target = stateFile(join(folder, 'state.db'));
  const kept: string[] = [];
  if (['', '-wal', '-shm', '-journal'].some((end) => lstatSync(`${target}${end}`, { throwIfNoEntry: false }))) {
    const aside = whileLocked(target, () => setAside(target, clock, 'replaced'));
    // Nothing can take the place of a file that can't be moved.
    if (aside === null || existsSync(`${target}-wal`))
      throw reason('HomeNotWritable', { path: target, problem: stateProblems.stays });
    removeEmptyLog(aside);
    kept.push(aside);
  }
  const backups = backupFolder(folder);
  const to = asideName(backups, clock, 'replaced');
  try {
    await rename(backups, to);
    kept.push(to);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  await placeNew(path, target);
  await syncFolder(dirname(target));
  return kept;
}

/** SQLite leaves its files beside a renamed one. An empty log says nothing. What isn't a log is left as it is. */
function removeEmptyLog(path: string): void {
  const log = lstatSync(`${path}-wal`, { throwIfNoEntry: false });
  if (log && (!log.isFile() || log.size > 0)) return;
  for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
}

/** What was true of a process that is gone. */
function forget(database: DatabaseSync, now: number): void {
  markRestored(database, now);
  database.exec('DELETE FROM leases; DELETE FROM daemon; DELETE FROM self_check; UPDATE apps SET due_at = 0');
}

/**
 * Renames a state while no process can write to it, and without a log, so that nothing is lost between the file and its log.
 * Whoever waits to write finds the file replaced. @throws StateBusy
 */
export function whileLocked(path: string, move: () => string | null): string | null {
  const database = lockedWithoutLog(path);
  // Windows renames no file that is open. There, no other process can have it open either.
  if (process.platform === 'win32') database?.close();
  try {
    return move();
  } finally {
    if (database?.isOpen) database.close();
  }
}

/** null for a file that can't be read, which is renamed as it is. @throws StateBusy */
function lockedWithoutLog(path: string): DatabaseSync | null {
  // A pipe would wait forever.
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  let database: DatabaseSync | null = null;
  try {
    database = connect(path, 'rw');
    for (;;) {
      // While another process reads, the log stays, and is renamed with the file.
      const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() ?? {};
      database.exec('BEGIN IMMEDIATE');
      if (busy !== 0 || (statSync(`${stateFile(path)}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0)
        return database;
      // Another process wrote in between.
      database.exec('ROLLBACK');
    }
  } catch (error) {
    const fault = sqliteFault(error);
    database?.close();
    if (isKeyturnError(error)) return null;
    if (fault === null) throw error;
    if (fault === 'busy') throw reason('StateBusy', { path }, { cause: error });
    return null;
  }
}
