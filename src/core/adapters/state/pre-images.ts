import { componentTypes, type MetadataFile } from '../../model/app.ts';
import type { State } from '../../ports/ports.ts';
import { stateProblems } from '../../words/state-problems.ts';
import type { StateDatabase } from './database.ts';
import { type Fields, textIn, wordIn } from './row.ts';
import { RowUnreadable } from './sqlite-fault.ts';

/** The first files of an intent stay. Files read after the deploy are no longer a pre-image. */
export function createPreImages(database: StateDatabase): State['preImages'] {
  return {
    save: async (intent, files) =>
      database.change((db) => {
        if (db.prepare('SELECT 1 FROM pre_images WHERE intent = ?').get(intent)) return;
        const insert = db.prepare(
          'INSERT INTO pre_images (intent, position, type, full_name, path, content) VALUES (?, ?, ?, ?, ?, ?)',
        );
        for (const [position, file] of files.entries()) {
          insert.run(intent, position, file.type, file.fullName, file.path, file.content);
        }
      }),
    load: async (intent) =>
      database.whole(readFile, 'SELECT * FROM pre_images WHERE intent = ? ORDER BY position', intent),
  };
}

export function readFile(row: Fields): MetadataFile {
  if (!(row.content instanceof Uint8Array)) throw new RowUnreadable(stateProblems.preImage);
  return {
    type: wordIn(row, 'type', componentTypes),
    fullName: textIn(row, 'full_name'),
    path: textIn(row, 'path'),
    content: row.content,
  };
}
