import type { FoundProblem, SelfCheck } from '../../model/self-check.ts';
import type { DaemonRecord } from '../../ports/ports.ts';
import type { StateDatabase } from './database.ts';
import {
  type Fields,
  jsonOf,
  listOf,
  numberOf,
  numberOrNull,
  objectOrNull,
  textOf,
  textOrNull,
  wordOf,
} from './row.ts';

export function createDaemonRecord(database: StateDatabase): DaemonRecord {
  return {
    read: async () =>
      database.read((db) => {
        const row = db.prepare('SELECT * FROM daemon').get();
        if (!row) return null;
        return {
          pid: numberOf(row, 'pid'),
          startedAt: numberOf(row, 'started_at'),
          lastTickAt: numberOrNull(row, 'last_tick_at'),
          nextTickAt: numberOrNull(row, 'next_tick_at'),
        };
      }),
    lastCheck: async () =>
      database.read((db) => {
        const row = db.prepare('SELECT body FROM self_check').get();
        return row ? readCheck(jsonOf(row, 'body')) : null;
      }),
    saveCheck: async (check) =>
      database.change((db) => {
        db.prepare('INSERT OR REPLACE INTO self_check VALUES (1, ?)').run(JSON.stringify(check));
      }),
    save: async ({ pid, startedAt, lastTickAt, nextTickAt }) =>
      database.change((db) => {
        db.prepare('INSERT OR REPLACE INTO daemon VALUES (1, ?, ?, ?, ?)').run(pid, startedAt, lastTickAt, nextTickAt);
      }),
  };
}

function readCheck(body: Fields): SelfCheck {
  return {
    at: numberOf(body, 'at'),
    stores: (listOf(body, 'stores') as Fields[]).map((one) => ({
      kind: wordOf(one, 'kind', ['keychain', 'file']),
      found: readProblem(one),
    })),
    orgs: (listOf(body, 'orgs') as Fields[]).map((one) => ({ org: textOf(one, 'org'), found: readProblem(one) })),
  };
}

function readProblem(one: Fields): FoundProblem | null {
  const found = objectOrNull(one, 'found');
  return found && { problem: textOf(found, 'problem'), cure: textOrNull(found, 'cure') };
}
