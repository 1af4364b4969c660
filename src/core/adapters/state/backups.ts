import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backup, type DatabaseSync } from 'node:sqlite';
import { backupsToKeep, type StateBackup } from '../../model/state-backup.ts';
import { minute } from '../../plain/time.ts';
import type { Clock } from '../../ports/ports.ts';
import { placeNew, removeLeftovers, syncFolder, temporaryName } from '../durable-file.ts';
import { systemCode } from '../file-problem.ts';
import { privateFolder } from '../home.ts';
import { refuseForeign } from '../own-files.ts';
import { unreadableRows } from './all-rows.ts';
import { backupFolder, listBackups } from './backup-names.ts';
import { opened } from './connect.ts';
import { applicationId } from './schema.ts';
import { removeStagings } from './staging.ts';

/** What changes all the time is backed up less often. */
const gapMs = 15 * minute;
const wholeFile = 2 ** 31 - 1;
const busyMs = 5_000;
export interface BackingUp {
  readonly folder: string;
  readonly clock: Clock;
  /** Whether more than checks happened since the last backup. */
  readonly isUrgent: boolean;
}

/**
 * Backs up the state with SQLite's own backup, if something changed, and removes the backups that newer ones replace. A copy that isn't
 * intact replaces none.
 * @returns null if nothing changed
 * @throws the system's or SQLite's error
 */
export async function backUpState({ folder, clock, isUrgent }: BackingUp): Promise<StateBackup | null> {
  const path = join(folder, 'state.db');
  const [newest] = listBackups(folder);
  const age = newest ? clock.now() - newest.at : Infinity;
  if (!isUrgent && age >= 0 && age < gapMs) return null;
  const source = connect(path, 'rw');
  try {
    if (newest && contentOf(source) === (await contentIn(newest.path))) return null;
    const target = privateFolder(backupFolder(folder));
    await refuseForeign([target]);
    await removeLeftovers(target);
    await removeStagings(folder);
    // Also after the clock went back, the new one is the newest.
    const at = Math.max(clock.now(), (newest?.at ?? 0) + 1);
    const made = await copyTo(source, { target, at });
    await removeOld(folder);
    return made;
  } finally {
    source.close();
  }
}

async function copyTo(
  source: DatabaseSync,
  { target, at }: { readonly target: string; readonly at: number },
): Promise<StateBackup> {
  const instant = new Date(at).toISOString().replace(/[:.]/g, '-');
  const tmp = temporaryName(join(target, 'state.db'));
  try {
    const { line, head, isWhole } = await snapshot(source, tmp);
    const handle = await open(tmp, 'r+');
    await handle.sync().finally(() => handle.close());
    const path = join(target, `state-${instant}-${line}-${head}${isWhole ? '' : '-partly'}.db`);
    await placeNew(tmp, path).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
    await syncFolder(target);
    return { path, at, line, head, isWhole };
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) await rm(`${tmp}${end}`, { force: true });
  }
}

/** Copies a state into a new file, and checks the copy. @throws BackupDamaged, the system's or SQLite's error */
export async function snapshot(
  source: DatabaseSync,
  path: string,
): Promise<Pick<StateBackup, 'line' | 'head' | 'isWhole'>> {
  await (await open(path, 'wx', 0o600)).close();
  await backup(source, path, { rate: wholeFile });
  return inspected(path);
}

/** @throws BackupDamaged, SQLite's error */
function inspected(path: string): Pick<StateBackup, 'line' | 'head' | 'isWhole'> {
  const copy = connect(path, 'rw');
  try {
    // One file alone, without a log beside it.
    copy.exec('PRAGMA journal_mode = DELETE');
    mustBeIntact(copy);
    return { ...headOf(copy), isWhole: unreadableRows(copy).length === 0 };
  } finally {
    copy.close();
  }
}

/** Thrown for a backup that can't replace a state. */
export class BackupDamaged extends Error {
  override readonly name = 'BackupDamaged';
}

/** @throws BackupDamaged */
export function mustBeIntact(database: DatabaseSync): void {
  if (database.prepare('PRAGMA application_id').get()?.application_id !== applicationId) throw new BackupDamaged();
  if (database.prepare('PRAGMA quick_check(1)').get()?.quick_check !== 'ok') throw new BackupDamaged();
}

/** The last line of the audit trail. */
export function headOf(database: DatabaseSync): Pick<StateBackup, 'line' | 'head'> {
  const last = database.prepare('SELECT line, hash FROM journal ORDER BY line DESC LIMIT 1').get();
  return { line: Number(last?.line ?? 0), head: String(last?.hash ?? '0'.repeat(64)).slice(0, 8) };
}

async function removeOld(folder: string): Promise<void> {
  const backups = listBackups(folder);
  const kept = new Set(backupsToKeep(backups));
  for (const one of backups) if (!kept.has(one)) await rm(one.path, { force: true });
  await syncFolder(backupFolder(folder));
}

/** Differs if the states differ in what a person would miss. */
function contentOf(database: DatabaseSync): string {
  const row = database
    .prepare(
      `SELECT (SELECT count(*) || ' ' || coalesce(max(line), 0) FROM journal) AS lines,
        (SELECT count(*) || ' ' || coalesce(sum(touched), 0) FROM apps) AS apps,
        (SELECT count(*) || ' ' || count(finished_at) FROM rotations) AS runs,
        (SELECT group_concat(name || ' ' || store) FROM channel_secrets) AS secrets,
        (SELECT max(saved_at) FROM drafts) AS draft`,
    )
    .get();
  return JSON.stringify(row);
}

/** null if it can't be read. */
async function contentIn(path: string): Promise<string | null> {
  try {
    const database = connect(path, 'ro');
    try {
      return contentOf(database);
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}

export function connect(path: string, mode: 'rw' | 'ro'): DatabaseSync {
  return opened(path, `?mode=${mode}`, busyMs);
}
