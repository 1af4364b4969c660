import type { ChannelSecretPlaces } from '../../ports/ports.ts';
import type { StateDatabase } from './database.ts';
import { type Fields, textIn, wordIn } from './row.ts';

/** Records which store holds each channel's secret. The secrets themselves are in the store. */
export function createChannelSecretPlaces(database: StateDatabase): ChannelSecretPlaces {
  return {
    list: async () =>
      database.all(
        (row) => ({ name: textIn(row, 'name'), store: readStoreKind(row) }),
        'SELECT name, store FROM channel_secrets ORDER BY name',
      ),
    find: async (name) => database.find(readStoreKind, 'SELECT store FROM channel_secrets WHERE name = ?', name),
    save: (name, store) => database.run('INSERT OR REPLACE INTO channel_secrets VALUES (?, ?)', name, store),
  };
}

export function readStoreKind(row: Fields) {
  return wordIn(row, 'store', ['keychain', 'file']);
}
