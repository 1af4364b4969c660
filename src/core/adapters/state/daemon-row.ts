import type { FoundProblem, SelfCheck } from '../../model/self-check.ts';
import type { DaemonRecord, DaemonStatus } from '../../ports/ports.ts';
import type { StateDatabase } from './database.ts';
import {
  type Fields,
  jsonIn,
  listIn,
  numberIn,
  numberOrNull,
  objectOrNull,
  textIn,
  textOrNull,
  wordIn,
} from './row.ts';

export function createDaemonRecord(database: StateDatabase): DaemonRecord {
  return {
    // The daemon writes both again. Until then an unreadable one is the same as none.
    read: async () => database.all(readProcess, 'SELECT * FROM daemon')[0] ?? null,
    lastCheck: async () => database.all(readCheck, 'SELECT body FROM self_check')[0] ?? null,
    saveCheck: (check) => database.run('INSERT OR REPLACE INTO self_check VALUES (1, ?)', JSON.stringify(check)),
    save: ({ pid, startedAt, lastTickAt, nextTickAt, lastGoodTickAt, lastFailure }) => {
      const sql = `INSERT OR REPLACE INTO daemon
        (id, pid, started_at, last_tick_at, next_tick_at, last_good_tick_at, last_failure) VALUES (1, ?, ?, ?, ?, ?, ?)`;
      const failure = lastFailure && JSON.stringify(lastFailure);
      return database.run(sql, pid, startedAt, lastTickAt, nextTickAt, lastGoodTickAt, failure);
    },
  };
}

function readProcess(row: Fields): DaemonStatus {
  return {
    pid: numberIn(row, 'pid'),
    startedAt: numberIn(row, 'started_at'),
    lastTickAt: numberOrNull(row, 'last_tick_at'),
    nextTickAt: numberOrNull(row, 'next_tick_at'),
    lastGoodTickAt: numberOrNull(row, 'last_good_tick_at'),
    lastFailure: row.last_failure === null ? null : readFailure(jsonIn(row, 'last_failure')),
  };
}

function readFailure(body: Fields): DaemonStatus['lastFailure'] {
  return { at: numberIn(body, 'at'), problem: textIn(body, 'problem') };
}

function readCheck(row: Fields): SelfCheck {
  const body = jsonIn(row, 'body');
  return {
    at: numberIn(body, 'at'),
    stores: (listIn(body, 'stores') as Fields[]).map((one) => ({
      kind: wordIn(one, 'kind', ['keychain', 'file']),
      found: readProblem(one),
    })),
    orgs: (listIn(body, 'orgs') as Fields[]).map((one) => ({ org: textIn(one, 'org'), found: readProblem(one) })),
  };
}

function readProblem(one: Fields): FoundProblem | null {
  const found = objectOrNull(one, 'found');
  return found && { problem: textIn(found, 'problem'), cure: textOrNull(found, 'cure') };
}
