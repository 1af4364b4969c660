import type { ChannelSecretPlaces } from '../../ports/ports.ts';
import type { StateDatabase } from './database.ts';
import { type Fields, textOf, wordOf } from './row.ts';

/** Which store holds the secret of which channel; the secrets themselves are there. */
export function createChannelSecretPlaces(database: StateDatabase): ChannelSecretPlaces {
  return {
    list: async () =>
      database.read((db) =>
        db
          .prepare('SELECT name, store FROM channel_secrets ORDER BY name')
          .all()
          .map((row) => ({ name: textOf(row, 'name'), store: storeOf(row) })),
      ),
    find: async (name) =>
      database.read((db) => {
        const row = db.prepare('SELECT store FROM channel_secrets WHERE name = ?').get(name);
        return row ? storeOf(row) : null;
      }),
    save: async (name, store) =>
      database.change((db) => {
        db.prepare('INSERT OR REPLACE INTO channel_secrets VALUES (?, ?)').run(name, store);
      }),
  };
}

function storeOf(row: Fields) {
  return wordOf(row, 'store', ['keychain', 'file']);
}
