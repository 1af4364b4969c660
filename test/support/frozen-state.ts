import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './keyturn.ts';

/** SQLite only reads a file whose write version (byte 18) is newer than any it knows. */
const writeVersion = { at: 18, usual: 2, unknown: 3 };

/** Lets nobody write the state of a practice home, as on a read-only disk, which stops root too. */
export function freezeState({ home }: Pick<Place, 'home'>, isFrozen = true): void {
  const file = openSync(join(home, 'practice-watch', 'state.db'), 'r+');
  try {
    const version = isFrozen ? writeVersion.unknown : writeVersion.usual;
    writeSync(file, Buffer.of(version), 0, 1, writeVersion.at);
  } finally {
    closeSync(file);
  }
}
