/** What a SQLite error means. Source: the primary result codes in sqlite.org/rescode.html. */
export type SqliteFault = 'busy' | 'damaged' | 'unwritable' | 'full';

const faults: Readonly<Record<number, SqliteFault>> = {
  3: 'unwritable', // PERM
  5: 'busy', // BUSY
  6: 'busy', // LOCKED
  8: 'unwritable', // READONLY
  10: 'unwritable', // IOERR
  11: 'damaged', // CORRUPT
  13: 'full', // FULL
  14: 'unwritable', // CANTOPEN
  23: 'unwritable', // AUTH
  26: 'damaged', // NOTADB
};

/** null for an error that isn't SQLite's, or that is a bug in keyturn. */
export function sqliteFault(error: unknown): SqliteFault | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  // Extended codes contain the primary code in the low byte.
  return faults[error.errcode & 0xff] ?? null;
}

/** Thrown for row content that no version of keyturn writes. The other rows of the file are fine. */
export class RowUnreadable extends Error {
  override readonly name = 'RowUnreadable';
}

/** Thrown for a file that isn't keyturn's. */
export class FileForeign extends Error {
  override readonly name = 'FileForeign';
}
