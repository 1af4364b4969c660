import type { DatabaseSync } from 'node:sqlite';
import { isKeyturnError } from '../../reasons/errors.ts';
import { type Permit, permitNow } from '../permit.ts';
import { sqliteFault } from './sqlite-fault.ts';

export interface ChangeOptions {
  /** Useless after a power cut, so the write isn't synced to disk. */
  readonly isPassing?: boolean;
  /** Written whatever leases the work needs. */
  readonly isFree?: boolean;
}

export interface Changes {
  /** Resolves once the work is written, in one transaction with other waiting work. */
  add<Result>(work: (database: DatabaseSync) => Result, options?: ChangeOptions): Promise<Result>;
  /** Writes waiting work immediately, before the file is closed. */
  flush(): void;
}

/** How long another process may keep these writes waiting, in ms. */
export interface BusyLimits {
  readonly busyMs: number;
}

/** How long SQLite itself waits for another process, in ms. Meanwhile this process does nothing else, and hears no signal. */
const turnMs = 20;
/** The same for the last write before the file is closed. */
const lastTurnMs = 500;
/** Between two tries. */
const pauseMs = 20;

interface Waiting {
  readonly since: number;
  readonly work: (database: DatabaseSync) => unknown;
  readonly isPassing: boolean;
  readonly permit: Permit | null;
  resolve(result: never): void;
  reject(error: unknown): void;
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

/**
 * Writes of one turn of the event loop share a transaction: each transaction costs milliseconds of disk time, and checking
 * many apps writes hundreds of lines. Each piece of work still succeeds or fails on its own. While another process writes, they
 * wait together, and this process goes on.
 * @param guarded translates errors of the file
 * @param mustBeInPlace throws if the file isn't the state any more
 */
export function createChanges(
  database: DatabaseSync,
  guarded: <Result>(work: () => Result) => Result,
  mustBeInPlace: () => void,
  { busyMs }: BusyLimits,
): Changes {
  let waiting: Waiting[] = [];
  const write = (isLast: boolean): void => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      const ms = isLast ? lastTurnMs : turnMs;
      const outcomes = guarded(() => waitingAtMost(database, ms, () => writeAll(database, batch, mustBeInPlace)));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index] as Outcome;
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.result as never);
      }
    } catch (error) {
      const mayWait = !isLast && isKeyturnError(error) && error.code === 'StateBusy';
      const begun = performance.now() - busyMs;
      waiting = mayWait ? batch.filter(({ since }) => since > begun) : [];
      for (const each of batch) if (!waiting.includes(each)) each.reject(error);
      if (waiting.length > 0) setTimeout(() => write(false), pauseMs);
    }
  };
  return {
    add: (work, { isPassing = false, isFree = false } = {}) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(() => write(false));
        const since = performance.now();
        waiting.push({ since, work, isPassing, permit: isFree ? null : permitNow(), resolve, reject });
      }),
    flush: () => write(true),
  };
}

/** Runs work that waits at most this long for another process. */
export function waitingAtMost<Result>(database: DatabaseSync, ms: number, work: () => Result): Result {
  const { timeout } = database.prepare('PRAGMA busy_timeout').get() as { timeout: number };
  database.exec(`PRAGMA busy_timeout = ${ms}`);
  try {
    return work();
  } finally {
    if (database.isOpen) database.exec(`PRAGMA busy_timeout = ${timeout}`);
  }
}

function writeAll(database: DatabaseSync, batch: readonly Waiting[], mustBeInPlace: () => void): readonly Outcome[] {
  const isPassing = batch.every((each) => each.isPassing);
  if (isPassing) database.exec('PRAGMA synchronous = NORMAL');
  try {
    return inTransaction(database, () => {
      // Who replaces the state holds this lock meanwhile.
      mustBeInPlace();
      return batch.map((each) => attempt(database, each));
    });
  } finally {
    if (isPassing) database.exec('PRAGMA synchronous = FULL');
  }
}

/** Rethrows problems of the file, which affect all work. @throws SQLite's errors */
function attempt(database: DatabaseSync, { work, permit }: Waiting): Outcome {
  database.exec('SAVEPOINT one');
  try {
    permit?.check();
    return { result: work(database) };
  } catch (error) {
    if (sqliteFault(error) !== null) throw error;
    database.exec('ROLLBACK TO one');
    return { error };
  } finally {
    if (database.isTransaction) database.exec('RELEASE one');
  }
}

export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
