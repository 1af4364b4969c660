import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { UnreadableRecord } from '../../model/unreadable-record.ts';
import { outsideError } from '../../plain/outside-text.ts';
import type { Clock } from '../../ports/ports.ts';
import { errorOf, isHomeFault, isKeyturnError, type KeyturnError, reason } from '../../reasons/errors.ts';
import { stateProblems } from '../../words/state-problems.ts';
import { refuseForeign } from '../own-files.ts';
import { stateFile } from './beside.ts';
import { type ChangeOptions, createChanges, inTransaction } from './changes.ts';
import { type Connection, connect, connectNothing } from './connect.ts';
import { isAbsent, makeStateFile } from './make-state-file.ts';
import type { Fields } from './row.ts';
import { applicationId, migrations as released } from './schema.ts';
import { setAside } from './set-aside.ts';
import { FileForeign, RowUnreadable, sqliteFault } from './sqlite-fault.ts';
import { recordOf } from './unreadable.ts';
import { whyUnwritable } from './why-unwritable.ts';

/** How long a writer waits for another process, in ms. A write takes milliseconds. */
const usualBusyMs = 5_000;

export interface DatabaseInit {
  readonly folder: string;
  readonly clock: Clock;
  /** One entry per schema version. Default: the versions of this release. */
  readonly migrations?: readonly string[];
  readonly busyMs?: number;
  /** Called once for each record that can't be read. */
  readonly onUnreadable?: ((record: UnreadableRecord) => void) | undefined;
  /** Why the file can't be used: an empty state stands in for it, and each change fails with this. */
  readonly fault?: KeyturnError | null;
}

/** The open state file with the current schema. All access goes through this. */
export interface StateDatabase {
  /** Why it can only be read; null if it can be written, too. */
  readonly readOnly: KeyturnError | null;
  /** Whether the newest changes can't be read. */
  readonly lacksNewest: boolean;
  /** @throws StateBusy, StateDamaged, HomeNotWritable, RecordUnreadable, and the errors of `work` */
  read<Result>(work: (database: DatabaseSync) => Result): Result;
  /** All rows of a query, converted by `readRow`. Leaves out those that can't be read, and reports them. */
  all<Row>(readRow: (row: Fields) => Row, sql: string, ...values: SQLInputValue[]): Row[];
  /** The same, but all rows or none. @throws RecordUnreadable */
  whole<Row>(readRow: (row: Fields) => Row, sql: string, ...values: SQLInputValue[]): Row[];
  /** The first row, or null. @throws RecordUnreadable */
  find<Row>(readRow: (row: Fields) => Row, sql: string, ...values: SQLInputValue[]): Row | null;
  /** Runs work in an exclusive transaction. Durable once it resolves. */
  change<Result>(work: (database: DatabaseSync) => Result, options?: ChangeOptions): Promise<Result>;
  /** Runs a single statement that changes data. */
  run(sql: string, ...values: SQLInputValue[]): Promise<void>;
  /** Every change asks this, too: what is written into a file that is gone is lost. @throws StateReplaced */
  mustBeInPlace(): void;
  isOpen(): boolean;
  close(): void;
}

/**
 * Opens `state.db`, and creates or upgrades it if needed. Doesn't write to a current file. Where nothing can be written, it is
 * open for reading, and each change fails with the reason.
 * @throws FileNotYours, StateTooNew, StateLost, StateDamaged, StateBusy; HomeNotWritable or DiskFull for a file that must be upgraded
 */
export async function openDatabase(init: DatabaseInit): Promise<StateDatabase> {
  const { folder, clock, migrations = released } = init;
  const path = join(folder, 'state.db');
  const missing = init.fault ?? (await errorOf(prepareFile(init, path)));
  if (missing && !init.fault && (!isHomeFault(missing) || !isAbsent(path))) throw missing;
  const place = placeOf(path);
  const mustBeInPlace = () => {
    if (!missing && !isSamePlace(place, placeOf(path))) throw reason('StateReplaced', {});
  };
  const connection = missing
    ? connectNothing(migrations, missing)
    : guarded(path, clock, () => connect(path, init.busyMs ?? usualBusyMs));
  const { database, readOnly, lacksNewest } = connection;
  let damage: KeyturnError | null = null;
  const read = <Result>(work: (database: DatabaseSync) => Result): Result => {
    if (damage) throw damage;
    try {
      return guarded(path, clock, () => work(database), database);
    } catch (error) {
      // The file is closed from now on.
      if (isKeyturnError(error) && error.code === 'StateDamaged') damage = error;
      throw error;
    }
  };
  const writable = createChanges(database, read, mustBeInPlace, { busyMs: init.busyMs ?? usualBusyMs });
  const changes = readOnly === null ? writable : { ...writable, add: () => Promise.reject(readOnly) };
  const told = new Set<string>();
  const attempt = <Row>(readRow: (row: Fields) => Row, row: Fields) => {
    try {
      return { value: readRow(row) };
    } catch (error) {
      if (isKeyturnError(error)) throw error;
      const unreadable = recordOf(database, row, outsideError(error));
      const text = JSON.stringify(unreadable);
      if (!told.has(text)) init.onUnreadable?.(unreadable);
      told.add(text);
      return { unreadable, error };
    }
  };
  const readWith = <Row>(readRow: (row: Fields) => Row, row: Fields): Row => {
    const found = attempt(readRow, row);
    if ('unreadable' in found) throw reason('RecordUnreadable', found.unreadable, { cause: found.error });
    return found.value;
  };
  const result: StateDatabase = {
    readOnly,
    lacksNewest,
    read,
    all: (readRow, sql, ...values) =>
      read((db) =>
        db
          .prepare(sql)
          .all(...values)
          .flatMap((row) => {
            const found = attempt(readRow, row);
            return 'unreadable' in found ? [] : [found.value];
          }),
      ),
    whole: (readRow, sql, ...values) =>
      read((db) =>
        db
          .prepare(sql)
          .all(...values)
          .map((row) => readWith(readRow, row)),
      ),
    find: (readRow, sql, ...values) =>
      read((db) => {
        const row = db.prepare(sql).get(...values);
        return row ? readWith(readRow, row) : null;
      }),
    change: (work, options) => changes.add(work, options).catch(withReason),
    run: async (sql, ...values) => {
      await result.change((db) => db.prepare(sql).run(...values));
    },
    mustBeInPlace,
    isOpen: () => database.isOpen,
    close: () => {
      changes.flush();
      closeOnce(database);
    },
  };
  try {
    if (!missing) read(() => upgrade(connection, path, migrations));
  } catch (error) {
    result.close();
    throw error;
  }
  return result;
}

async function prepareFile({ clock, migrations = released }: DatabaseInit, path: string): Promise<void> {
  // SQLite applies a log that lies beside its file.
  const file = stateFile(path);
  await refuseForeign([path, `${file}-wal`, `${file}-shm`]);
  await makeStateFile({ path, clock, migrations });
}

function upgrade({ database, readOnly }: Connection, path: string, migrations: readonly string[]): void {
  if (pragma(database, 'application_id') !== applicationId) throw new FileForeign(stateProblems.notOurs);
  const known = migrations.length;
  const found = pragma(database, 'user_version');
  if (found > known) throw reason('StateTooNew', { path, found, known });
  if (found === known) return;
  if (readOnly) throw readOnly;
  inTransaction(database, () => {
    // Another process may have upgraded it first.
    for (const migration of migrations.slice(pragma(database, 'user_version'))) database.exec(migration);
    database.exec(`PRAGMA user_version = ${known}`);
  });
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

/** Runs work on the file, translates its errors, and sets a damaged file aside. */
function guarded<Result>(path: string, clock: Clock, work: () => Result, database?: DatabaseSync): Result {
  try {
    return work();
  } catch (error) {
    const cause = { cause: error };
    const problem = outsideError(error);
    const fault = error instanceof FileForeign ? 'damaged' : sqliteFault(error);
    if (fault === 'busy') throw reason('StateBusy', { path }, cause);
    if (fault === 'unwritable' || fault === 'full') throw whyUnwritable(path, error);
    if (fault !== 'damaged') return withReason(error);
    // A SQLite error may only concern this connection.
    if (!(error instanceof FileForeign) && isIntact(path)) throw error;
    if (database) closeOnce(database);
    throw reason('StateDamaged', { path, setAside: setAside(path, clock), problem }, cause);
  }
}

/** Some work reads rows as part of a change. */
function withReason(error: unknown): never {
  if (!(error instanceof RowUnreadable)) throw error;
  throw reason('RecordUnreadable', { kind: 'other', app: null, problem: error.message }, { cause: error });
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

/** Which file has this path: its disk and its number there; null if none has. `unknown` if the system doesn't say. */
function placeOf(path: string): string | null {
  try {
    const found = statSync(path, { throwIfNoEntry: false, bigint: true });
    return found ? `${found.dev} ${found.ino}` : null;
  } catch {
    return 'unknown';
  }
}

function isSamePlace(one: string | null, other: string | null): boolean {
  return one === other || one === 'unknown' || other === 'unknown';
}

function closeOnce(database: DatabaseSync): void {
  if (database.isOpen) database.close();
}
