import { chmodSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const fileName = 'org.lock';
/** SQLite's result code for a locked database. */
const busy = 5;

/**
 * Makes this process the only one that runs the org of a folder. The operating system holds the lock, on an empty database,
 * and releases it when the process ends for any reason. So a lock is never stale.
 *
 * @returns a function that releases the lock, or null if this or another process holds it
 * @throws Error when the folder isn't writable
 */
export function lockFolder(folder: string): (() => void) | null {
  const path = join(folder, fileName);
  // SQLite would wait for a pipe forever.
  if (existsSync(path) && !statSync(path).isFile()) throw new Error(`${path} is not a regular file`);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    chmodSync(path, 0o600);
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return () => {
      if (database.isOpen) database.close();
    };
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === busy) return null;
    throw error;
  }
}
