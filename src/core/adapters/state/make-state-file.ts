import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { stateProblems } from '../../words/state-problems.ts';
import { placeNew, removeLeftovers, syncFolder, temporaryName } from '../durable-file.ts';
import { homeReason, systemCode } from '../file-problem.ts';
import { mustBeFiles, stateFile } from './beside.ts';
import { applicationId } from './schema.ts';
import { findState, setAside } from './set-aside.ts';
import { sqliteFault } from './sqlite-fault.ts';
import { whyUnwritable } from './why-unwritable.ts';

/**
 * Creates the state file if there is none. The file gets its name only when complete, so an empty file of that name has lost
 * its content.
 * @throws HomeNotWritable, DiskFull, StateLost if there was one, or if a link leads to none, StateDamaged
 */
export async function makeStateFile(init: {
  readonly path: string;
  readonly clock: Clock;
  readonly migrations: readonly string[];
  /** A person wants an empty one in place of one that is lost. */
  readonly startsEmpty?: boolean;
}): Promise<void> {
  const { path, clock } = init;
  try {
    const found = findState(dirname(path));
    const file = stateFile(path);
    mustBeFiles(found.kind === 'there' ? path : file);
    if (found.kind === 'there') return keepPrivate(path);
    if (found.kind === 'only-log') {
      // SQLite would apply the log of the old file to the new one.
      throw reason('StateDamaged', { path, setAside: setAside(path, clock), problem: stateProblems.onlyLog });
    }
    if (found.kind === 'lost' && !init.startsEmpty) throw reason('StateLost', { path, traces: found.traces });
    await removeLeftovers(dirname(file), file === path ? '' : basename(file));
    await make(file, init.migrations);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw sqliteFault(error) === null ? homeReason(path, error, true) : whyUnwritable(path, error);
  }
}

async function make(path: string, migrations: readonly string[]): Promise<void> {
  const tmp = temporaryName(path);
  try {
    closeSync(openSync(tmp, 'wx', 0o600));
    const database = new DatabaseSync(tmp);
    try {
      // The journal mode is stored in the file.
      database.exec(`PRAGMA journal_mode = WAL; PRAGMA application_id = ${applicationId}; BEGIN`);
      for (const migration of migrations) database.exec(migration);
      database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`);
    } finally {
      database.close();
    }
    const handle = await open(tmp, 'r+');
    await handle.sync().finally(() => handle.close());
    await placeNew(tmp, path);
    await syncFolder(dirname(path));
  } catch (error) {
    // Another process was faster. Its file is fine too.
    if (systemCode(error) !== 'EEXIST') throw error;
  } finally {
    for (const end of ['', '-wal', '-shm']) await rm(`${tmp}${end}`, { force: true });
  }
}

/** Whether there surely is no such file. */
export function isAbsent(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    return systemCode(error) === 'ENOTDIR';
  }
}

/** Whoever may only read the state still reads it. */
function keepPrivate(path: string): void {
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return;
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    if (systemCode(error) !== 'EROFS' && systemCode(error) !== 'EPERM') throw error;
  }
}
