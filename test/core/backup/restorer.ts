/** Restores a backup, as named in its arguments, with the real files and a keychain of its own. */
import { createSecretStores } from '../../../src/core/adapters/secret-store/choose.ts';
import { restore } from '../../../src/core/backup/restore.ts';
import { storesOf } from '../store-move/folder-stores.ts';
import { filesIn, phrase } from './restore-place.ts';

const [home = '', keychain = '', path = ''] = process.argv.slice(2);
const stores = createSecretStores(storesOf(home, keychain));
const files = filesIn(home);
const backup = await files.open(path, phrase);
await restore({ backup, files }, await stores.open('keychain'));
await backup.close();
stores.close();
