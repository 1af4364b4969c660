import type { DatabaseSync } from 'node:sqlite';
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
  /** Writes waiting work immediately. */
  flush(): void;
}

interface Waiting {
  readonly work: (database: DatabaseSync) => unknown;
  readonly isPassing: boolean;
  readonly permit: Permit | null;
  resolve(result: never): void;
  reject(error: unknown): void;
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

/**
 * Writes of one turn of the event loop share a transaction: each transaction costs milliseconds of disk time, and checking
 * many apps writes hundreds of lines. Each piece of work still succeeds or fails on its own.
 * @param guarded translates errors of the file
 * @param mustBeInPlace throws if the file isn't the state any more
 */
export function createChanges(
  database: DatabaseSync,
  guarded: <Result>(work: () => Result) => Result,
  mustBeInPlace: () => void,
): Changes {
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      const outcomes = guarded(() => writeAll(database, batch, mustBeInPlace));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index] as Outcome;
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.result as never);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  return {
    add: (work, { isPassing = false, isFree = false } = {}) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ work, isPassing, permit: isFree ? null : permitNow(), resolve, reject });
      }),
    flush,
  };
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
