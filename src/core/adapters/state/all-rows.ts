import type { DatabaseSync } from 'node:sqlite';
import type { UnreadableRecord } from '../../model/unreadable-record.ts';
import { outsideError } from '../../plain/outside-text.ts';
import { appColumns, readStored } from './apps.ts';
import { readStoreKind } from './channel-secrets.ts';
import { readDraft } from './drafts.ts';
import { readFile } from './pre-images.ts';
import { readOutgoing, readTold } from './reminders.ts';
import { readRotation, runColumns } from './rotations.ts';
import type { Fields } from './row.ts';
import { recordOf } from './unreadable.ts';

/** A table whose rows can be read or not. */
export interface ReadTable {
  readonly name: string;
  readonly key: readonly string[];
  /** What its reader needs besides the key. */
  readonly columns: string;
  readonly read: (row: Fields) => unknown;
}

/** What the daemon writes again at its next start isn't listed. */
export const tables: readonly ReadTable[] = [
  { name: 'apps', key: ['org_id', 'app', 'consumer_id'], columns: appColumns, read: readStored },
  { name: 'rotations', key: ['id'], columns: runColumns, read: readRotation },
  { name: 'channel_secrets', key: ['name'], columns: '*', read: readStoreKind },
  { name: 'drafts', key: ['id'], columns: '*', read: readDraft },
  { name: 'notices', key: ['id'], columns: '*', read: readTold },
  { name: 'outbox', key: ['id'], columns: '*', read: readOutgoing },
  { name: 'pre_images', key: ['intent', 'position'], columns: '*', read: readFile },
];

export interface UnreadableRow {
  readonly table: ReadTable;
  readonly key: readonly (string | number)[];
  readonly record: UnreadableRecord;
}

/** Every row that can't be read. */
export function unreadableRows(database: DatabaseSync): readonly UnreadableRow[] {
  return tables.flatMap((table) => {
    const found: UnreadableRow[] = [];
    const keys = table.key.map((column, index) => `one.${column} AS key${index}`).join(', ');
    for (const row of database.prepare(`SELECT ${keys}, ${table.columns} FROM ${table.name} AS one`).iterate()) {
      const problem = problemOf(table, row);
      if (problem === null) continue;
      const key = table.key.map((_column, index) => row[`key${index}`] as string | number);
      found.push({ table, key, record: recordOf(database, row, problem) });
    }
    return found;
  });
}

function problemOf(table: ReadTable, row: Fields): string | null {
  try {
    table.read(row);
    return null;
  } catch (error) {
    return outsideError(error);
  }
}
