import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SecretStoresInit } from '../../../src/core/adapters/secret-store/choose.ts';

/** A keychain kept in a folder, and the encrypted file of a home whose passphrase lies beside the keychain. */
export function storesOf(home: string, keychain: string): SecretStoresInit {
  return {
    folder: home,
    isPractice: false,
    isInteractive: false,
    env: { KEYTURN_PASSPHRASE_FILE: join(keychain, 'passphrase') },
    keychain: { program: pathToFileURL(join(keychain, 'fake-keychain.mjs')) },
    workFactor: 4,
  };
}
