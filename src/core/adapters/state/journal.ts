import type { DatabaseSync } from 'node:sqlite';
import type { JournalAction, JournalEntry, JournalEvent, JournalLine } from '../../model/journal.ts';
import type { Clock, Journal } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { stateProblems } from '../../words/state-problems.ts';
import type { StateDatabase } from './database.ts';
import { canonicalJson, chainHash, chainName, chainStart } from './journal-chain.ts';
import { type Fields, jsonIn, numberIn, textIn, textOrNull, wordIn } from './row.ts';
import { RowUnreadable } from './sqlite-fault.ts';

const events: readonly JournalEvent[] = ['intended', 'done', 'failed', 'recovered', 'noted'];

export interface JournalInit {
  readonly clock: Clock;
  /** Operating-system user and host. */
  readonly actor: string;
  /** Called in the transaction of each new line. */
  readonly onLine: (db: DatabaseSync) => void;
}

export function createJournal(database: StateDatabase, init: JournalInit): Journal {
  return {
    append: async (entry) => database.change((db) => append(db, entry, init)),
    list: async ({ orgId = null, app = null } = {}) => {
      // Only the filters in use, because SQLite uses no index for a condition that may be NULL.
      const filters = Object.entries({ org_id: orgId, app }).filter(([, value]) => value !== null);
      const where = filters.map(([column]) => `${column} = ?`).join(' AND ') || 'TRUE';
      return database.all(readLine, linesWhere(where), ...filters.map(([, value]) => value));
    },
    open: async () => database.all(readLine, openIntents),
    verify: async () => database.read((db) => checkLines(db, null)),
  };
}

/** Lines of releases that didn't name chains belong to the first one. */
const linesWhere = (condition: string) => `
  SELECT journal.*, (SELECT chain FROM chains ORDER BY rowid LIMIT 1) AS own FROM journal
  WHERE ${condition} ORDER BY line`;
const openIntents = linesWhere("intent IN (SELECT intent FROM open_intents) AND event = 'intended'");

function append(db: DatabaseSync, entry: JournalEntry, { clock, actor, onLine }: JournalInit): JournalLine {
  const last = db.prepare('SELECT hash FROM journal ORDER BY line DESC LIMIT 1').get();
  const { event, action, intent, orgId, org, app } = entry;
  // Round trip through JSON, so that the hash covers exactly what will be read.
  const detail = JSON.parse(canonicalJson(entry.detail)) as JournalEntry['detail'];
  const number = { chain: chainName(db), line: highestLine(db) + 1 };
  const content = { ...number, at: clock.now(), actor, event, action, intent, orgId, org, app, detail };
  const line = { ...content, hash: chainHash(last ? textIn(last, 'hash') : chainStart, content) };
  db.prepare(
    `INSERT INTO journal (chain, line, at, actor, event, action, intent, org_id, org, app, detail, hash)
     VALUES (:chain, :line, :at, :actor, :event, :action, :intent, :orgId, :org, :app, :detail, :hash)`,
  ).run({ ...line, detail: canonicalJson(detail) });
  onLine(db);
  return line;
}

/** The highest number ever used, even if its line is gone. */
function highestLine(db: DatabaseSync): number {
  const row = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").get();
  return row ? numberIn(row, 'seq') : 0;
}

/**
 * Checks each line against the one before it.
 * @param after the last line that needs no check; null to check from the first
 * @throws JournalBroken
 */
export function checkLines(
  db: DatabaseSync,
  after: Pick<JournalLine, 'line' | 'hash'> | null,
): { readonly lines: number } {
  let lines = after?.line ?? 0;
  let previous = after?.hash ?? chainStart;
  for (const row of db.prepare(linesWhere('line > ?')).iterate(lines)) {
    lines++;
    const line = readLine(row);
    if (line.line !== lines) throw broken(lines, stateProblems.missing);
    const isOwn = row.chain === null || row.chain === row.own;
    const chain = row.chain === null ? undefined : line.chain;
    if (!isOwn || canonicalJson(line.detail) !== row.detail || line.hash !== chainHash(previous, { ...line, chain })) {
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
      chain: textOrNull(row, 'chain') ?? textOrNull(row, 'own') ?? '',
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
