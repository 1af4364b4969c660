import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { AppFiles } from '../../acts/one-file-each.ts';
import { practiceFileWords } from '../../words/deliveries.ts';
import { stateProblems } from '../../words/state-problems.ts';
import { stateFile } from './beside.ts';
import { opened } from './connect.ts';
import { readConsumers } from './consumers.ts';
import { jsonIn, textIn } from './row.ts';
import { applicationId, migrations } from './schema.ts';

/** How long to wait for another process, in ms. */
const busyMs = 5_000;

/**
 * The consumers of all watched apps of a folder's state. Changes nothing there: neither creates, upgrades nor sets aside a file.
 * @throws Error with a sentence, or SQLite's, if they can't be read
 */
export function consumersIn(folder: string): readonly AppFiles[] {
  return readOnly(folder, (database) =>
    database
      .prepare('SELECT body FROM apps')
      .all()
      .map((row) => {
        const body = jsonIn(row, 'body');
        return {
          app: textIn(body, 'app'),
          org: textIn(body, 'org'),
          orgId: textIn(body, 'orgId'),
          consumerId: textIn(body, 'consumerId'),
          consumers: readConsumers(body),
        };
      }),
  );
}

/** Every key of a folder's state: of its apps, and of credentials that were delivered. @throws as `consumersIn` */
export function keysIn(folder: string): readonly string[] {
  return readOnly(folder, (database) =>
    database
      .prepare(
        `SELECT body ->> 'consumerKey' AS key FROM apps UNION SELECT body ->> 'stays' FROM rotations
        UNION SELECT body ->> 'ends' FROM rotations UNION SELECT detail ->> 'consumerKey' FROM journal`,
      )
      .all()
      .flatMap(({ key }) => (typeof key === 'string' ? [key] : [])),
  );
}

/** Whether nothing was recorded in a folder's state, as after a command that only reads made it. False if it can't be read. */
export function isEmptyState(folder: string): boolean {
  const tables = ['apps', 'journal', 'drafts', 'rotations', 'channel_secrets', 'outbox'];
  const sql = tables.map((name) => `SELECT 1 FROM ${name}`).join(' UNION ALL ');
  try {
    return readOnly(folder, (database) => [database.prepare(`${sql} LIMIT 1`).get() === undefined])[0] === true;
  } catch {
    return false;
  }
}

function readOnly<Row>(folder: string, read: (database: DatabaseSync) => readonly Row[]): readonly Row[] {
  const path = join(folder, 'state.db');
  if (!existsSync(path) && !existsSync(`${stateFile(path)}-wal`)) return [];
  // A connection that only reads would leave SQLite's log behind.
  const database = opened(path, '?mode=rw', busyMs);
  try {
    database.exec('PRAGMA query_only = ON');
    const { application_id: mark } = database.prepare('PRAGMA application_id').get() ?? {};
    if (mark !== applicationId) throw new Error(stateProblems.notOurs);
    const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
    if (Number(version) > migrations.length) throw new Error(practiceFileWords.newer);
    return read(database);
  } finally {
    database.close();
  }
}
