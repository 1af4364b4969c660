/** Puts pairs into the encrypted file of the home named in its argument, saying each key once it is saved, until it is killed. */
import { createAgeStore } from '../../../../src/core/adapters/secret-store/age-file.ts';
import { ageFolder } from '../../../../src/core/adapters/secret-store/age-folder.ts';
import { openAgeIdentity } from '../../../../src/core/adapters/secret-store/age-identity.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { billingPair } from './pair-fixtures.ts';

const folder = ageFolder(process.argv[2] ?? '');
const passphrase = new Secret('correct horse');
const store = createAgeStore(folder, await openAgeIdentity({ folder, passphrase, workFactor: 4 }));
for (let i = 0; i < 10_000 && process.connected; i++) {
  // A few keys again and again: entries are replaced as often as they are made.
  const consumerKey = `key-${i % 5}`;
  const secret = `${process.pid}-${i}`;
  await store.put({ ...billingPair, consumerKey, consumerSecret: new Secret(secret), savedAt: i });
  await new Promise((resolve) => process.send?.({ consumerKey, i }, resolve));
}
