import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { stateProblems } from '../../words/state-problems.ts';
import { type ChangeOptions, createChanges, inTransaction } from './changes.ts';
import { makeStateFile } from './make-state-file.ts';
import type { Fields } from './row.ts';
import { applicationId, migrations as released } from './schema.ts';
import { setAside } from './set-aside.ts';
import { RowUnreadable, sqliteFault } from './sqlite-fault.ts';

/** How long a writer waits for another process; a write takes milliseconds. */
const usualBusyMs = 5_000;

export interface DatabaseInit {
  readonly folder: string;
  readonly clock: Clock;
  /** One entry a schema version; those of this release when left out. */
  readonly migrations?: readonly string[];
  readonly busyMs?: number;
}

/** The state file, opened and of the current schema; all work on it goes through here. */
export interface StateDatabase {
  /** @throws StateBusy, StateDamaged, HomeNotWritable, and what `work` throws itself */
  read<Result>(work: (database: DatabaseSync) => Result): Result;
  /** Every row that a query finds, as `readRow` reads it. */
  all<Row>(readRow: (row: Fields) => Row, sql: string, ...values: SQLInputValue[]): Row[];
  /** The first of them, or null. */
  find<Row>(readRow: (row: Fields) => Row, sql: string, ...values: SQLInputValue[]): Row | null;
  /** The same in a transaction, into which no other process writes; durable when it resolves. */
  change<Result>(work: (database: DatabaseSync) => Result, options?: ChangeOptions): Promise<Result>;
  /** A change of one statement. */
  run(sql: string, ...values: SQLInputValue[]): Promise<void>;
  close(): void;
}

/**
 * Opens `state.db`, making or upgrading it where needed. One that is current is not written to.
 * @throws StateTooNew, StateDamaged, StateBusy, HomeNotWritable
 */
export async function openDatabase(init: DatabaseInit): Promise<StateDatabase> {
  const { folder, clock, migrations = released } = init;
  const path = join(folder, 'state.db');
  await makeStateFile({ path, clock, migrations });
  const database = guarded(path, clock, () => connect(path, init.busyMs ?? usualBusyMs));
  const read = <Result>(work: (database: DatabaseSync) => Result): Result =>
    guarded(path, clock, () => work(database), database);
  const changes = createChanges(database, read);
  const result: StateDatabase = {
    read,
    all: (readRow, sql, ...values) =>
      read((db) =>
        db
          .prepare(sql)
          .all(...values)
          .map((row) => readRow(row)),
      ),
    find: (readRow, sql, ...values) =>
      read((db) => {
        const row = db.prepare(sql).get(...values);
        return row ? readRow(row) : null;
      }),
    change: changes.add,
    run: async (sql, ...values) => {
      await changes.add((db) => db.prepare(sql).run(...values));
    },
    close: () => {
      changes.flush();
      closeOnce(database);
    },
  };
  try {
    read(() => upgrade(database, path, migrations));
  } catch (error) {
    result.close();
    throw error;
  }
  return result;
}

function connect(path: string, timeout: number): DatabaseSync {
  // Without `mode=rw` a file that was moved away meanwhile would come back as an empty one.
  const url = pathToFileURL(path);
  url.search = '?mode=rw';
  const database = new DatabaseSync(url, { timeout });
  database.exec('PRAGMA synchronous = FULL');
  return database;
}

function upgrade(database: DatabaseSync, path: string, migrations: readonly string[]): void {
  if (pragma(database, 'application_id') !== applicationId) throw new RowUnreadable(stateProblems.notOurs);
  const known = migrations.length;
  const found = pragma(database, 'user_version');
  if (found > known) throw reason('StateTooNew', { path, found, known });
  if (found === known) return;
  inTransaction(database, () => {
    // Another process may have been quicker.
    for (const migration of migrations.slice(pragma(database, 'user_version'))) database.exec(migration);
    database.exec(`PRAGMA user_version = ${known}`);
  });
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

/** Runs work on the file and says its failures in our words; a damaged file is set aside. */
function guarded<Result>(path: string, clock: Clock, work: () => Result, database?: DatabaseSync): Result {
  try {
    return work();
  } catch (error) {
    const cause = { cause: error };
    const problem = error instanceof Error ? error.message : String(error);
    const fault = error instanceof RowUnreadable ? 'damaged' : sqliteFault(error);
    if (fault === 'busy') throw reason('StateBusy', { path }, cause);
    if (fault === 'unwritable') throw reason('HomeNotWritable', { path, problem }, cause);
    if (fault !== 'damaged') throw error;
    // What SQLite reports may be a fault of this connection; what we can't read ourselves is one of the file.
    if (!(error instanceof RowUnreadable) && isIntact(path)) throw error;
    if (database) closeOnce(database);
    throw reason('StateDamaged', { path, setAside: setAside(path, clock), problem }, cause);
  }
}

function isIntact(path: string): boolean {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    return database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check === 'ok';
  } catch {
    return false;
  } finally {
    if (database) closeOnce(database);
  }
}

function closeOnce(database: DatabaseSync): void {
  if (database.isOpen) database.close();
}
