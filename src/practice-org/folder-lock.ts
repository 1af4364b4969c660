import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const fileName = 'org.lock';
/** SQLite's result code for a database that somebody else holds. */
const busy = 5;

/**
 * Makes this process the only one that runs the org of a folder. The lock is the operating system's, on an empty database:
 * it ends with its process, however that ends, so nobody ever has to judge whether a lock is stale.
 *
 * @returns what ends the lock, or null when it is held, by another process or by this one
 * @throws Error when the folder can't be written
 */
export function lockFolder(folder: string): (() => void) | null {
  const path = join(folder, fileName);
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
