import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { KeyturnError } from '../../reasons/errors.ts';
import { mustBeFiles, stateFile } from './beside.ts';
import { sqliteFault } from './sqlite-fault.ts';
import { whyUnwritable } from './why-unwritable.ts';

/** An open state file. */
export interface Connection {
  readonly database: DatabaseSync;
  /** Why it can only be read; null if it can be written, too. */
  readonly readOnly: KeyturnError | null;
  /** Whether changes may be missing that SQLite keeps in a file beside it. */
  readonly lacksNewest: boolean;
}

/**
 * Opens the state file, for reading only where its disk is full or read-only. There, SQLite may not be able to read its log,
 * and opens the file without it.
 * @throws SQLite's errors
 */
export function connect(path: string, timeout: number): Connection {
  try {
    // Without `mode=rw` SQLite would create an empty file if the file was just moved away.
    const database = opened(path, '?mode=rw', timeout);
    database.exec('PRAGMA synchronous = FULL');
    return { database, readOnly: null, lacksNewest: false };
  } catch (error) {
    const fault = sqliteFault(error);
    if (fault !== 'unwritable' && fault !== 'full') throw error;
    return { ...toRead(path, timeout, error), readOnly: whyUnwritable(path, error) };
  }
}

/** @throws the error if there is no file */
export function toRead(path: string, timeout: number, error: unknown, open = opened): Omit<Connection, 'readOnly'> {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) throw error;
  try {
    return { database: open(path, '?mode=ro', timeout), lacksNewest: false };
  } catch {
    const log = statSync(`${stateFile(path)}-wal`, { throwIfNoEntry: false });
    return { database: open(path, '?mode=ro&immutable=1', timeout), lacksNewest: (log?.size ?? 0) > 0 };
  }
}

/**
 * SQLite opens the file for good when it is first read. @param mode the query of the file's address
 * @throws StateDamaged or StateLost for what is no file, and SQLite's errors
 */
export function opened(path: string, mode: string, timeout: number): DatabaseSync {
  mustBeFiles(path);
  const url = pathToFileURL(path);
  url.search = mode;
  const database = new DatabaseSync(url, { timeout });
  try {
    database.prepare('PRAGMA schema_version').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** An empty state that exists only in this process, where there is no state file and none can be made. */
export function connectNothing(migrations: readonly string[], why: KeyturnError): Connection {
  const database = new DatabaseSync(':memory:');
  for (const migration of migrations) database.exec(migration);
  return { database, readOnly: why, lacksNewest: false };
}
