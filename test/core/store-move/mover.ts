/** Moves the secrets of the folder named in its arguments, with the real state, the real file and a keychain of its own. */
import { createSecretStores } from '../../../src/core/adapters/secret-store/choose.ts';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import type { SecretStore } from '../../../src/core/ports/ports.ts';
import { moveSecrets } from '../../../src/core/store-move/move-secrets.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { storesOf } from './folder-stores.ts';

const [home = '', keychain = '', to = ''] = process.argv.slice(2);
const kind: SecretStore['kind'] = to === 'keychain' ? 'keychain' : 'file';
const state = await openState({ folder: home, clock: new FakeClock(), actor: 'tester', appSettings: noAppSettings });
const stores = createSecretStores(storesOf(home, keychain));
const [from, into] = [await stores.open(kind === 'file' ? 'keychain' : 'file'), await stores.open(kind)];
await moveSecrets({ state, from, to: into, channelNames: [], chosen: null });
stores.close();
state.close();
