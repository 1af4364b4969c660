import type { DatabaseSync } from 'node:sqlite';
import type { JournalAction, JournalEntry, JournalEvent, JournalLine } from '../../model/journal.ts';
import type { Clock, Journal } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { stateProblems } from '../../words/state-problems.ts';
import type { StateDatabase } from './database.ts';
import { canonicalJson, chainHash, chainStart } from './journal-chain.ts';
import { type Fields, jsonIn, numberIn, textIn, textOrNull, wordIn } from './row.ts';
import { RowUnreadable } from './sqlite-fault.ts';

const events: readonly JournalEvent[] = ['intended', 'done', 'failed', 'recovered', 'noted'];

export interface JournalInit {
  readonly clock: Clock;
  /** Operating-system user and host. */
  readonly actor: string;
}

export function createJournal(database: StateDatabase, init: JournalInit): Journal {
  return {
    append: async (entry) => database.change((db) => append(db, entry, init)),
    list: async ({ orgId = null, app = null } = {}) => {
      const sql = 'SELECT * FROM journal WHERE (?1 IS NULL OR org_id = ?1) AND (?2 IS NULL OR app = ?2) ORDER BY line';
      return database.all(readLine, sql, orgId, app);
    },
    open: async () => database.all(readLine, openIntents),
    verify: async () => database.read((db) => verify(db)),
  };
}

const openIntents = `
  SELECT * FROM journal WHERE intent IN (SELECT intent FROM open_intents) AND event = 'intended' ORDER BY line`;

function append(db: DatabaseSync, entry: JournalEntry, { clock, actor }: JournalInit): JournalLine {
  const last = db.prepare('SELECT hash FROM journal ORDER BY line DESC LIMIT 1').get();
  const { event, action, intent, orgId, org, app } = entry;
  // Round trip through JSON, so that the hash covers exactly what will be read.
  const detail = JSON.parse(canonicalJson(entry.detail)) as JournalEntry['detail'];
  const content = { line: highestLine(db) + 1, at: clock.now(), actor, event, action, intent, orgId, org, app, detail };
  const line = { ...content, hash: chainHash(last ? textIn(last, 'hash') : chainStart, content) };
  db.prepare(
    'INSERT INTO journal VALUES (:line, :at, :actor, :event, :action, :intent, :orgId, :org, :app, :detail, :hash)',
  ).run({ ...line, detail: canonicalJson(detail) });
  return line;
}

/** The highest number ever used, even if its line is gone. */
function highestLine(db: DatabaseSync): number {
  const row = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").get();
  return row ? numberIn(row, 'seq') : 0;
}

function verify(db: DatabaseSync): { readonly lines: number } {
  let lines = 0;
  let previous = chainStart;
  for (const row of db.prepare('SELECT * FROM journal ORDER BY line').iterate()) {
    lines++;
    const line = readLine(row);
    if (line.line !== lines) throw broken(lines, stateProblems.missing);
    if (canonicalJson(line.detail) !== row.detail || line.hash !== chainHash(previous, line)) {
      throw broken(lines, stateProblems.changed);
    }
    previous = line.hash;
  }
  if (highestLine(db) > lines) throw broken(lines + 1, stateProblems.missing);
  return { lines };
}

/** Somebody changed an unreadable line: the audit trail is broken, but the file isn't damaged. */
function readLine(row: Fields): JournalLine {
  try {
    return {
      line: numberIn(row, 'line'),
      at: numberIn(row, 'at'),
      actor: textIn(row, 'actor'),
      event: wordIn(row, 'event', events),
      // Actions are only displayed. Those of other releases must stay readable.
      action: textIn(row, 'action') as JournalAction,
      intent: textIn(row, 'intent'),
      orgId: textIn(row, 'org_id'),
      org: textIn(row, 'org'),
      app: textOrNull(row, 'app'),
      detail: jsonIn(row, 'detail') as JournalEntry['detail'],
      hash: textIn(row, 'hash'),
    };
  } catch (error) {
    if (!(error instanceof RowUnreadable)) throw error;
    throw broken(Number(row.line), error.message);
  }
}

function broken(line: number, problem: string) {
  return reason('JournalBroken', { line, problem });
}
