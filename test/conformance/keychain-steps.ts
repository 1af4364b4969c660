/** Uses the keychain of the session that it runs in, and says as one line of JSON what came of it. */
import { createSecretStores } from '../../src/core/adapters/secret-store/choose.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { isKeyturnError } from '../../src/core/reasons/errors.ts';

const orgId = '00D000000000001AAA';
const consumerKey = '3MVG9.billing-key';
const secret = `Zürich-${'x'.repeat(1_000)}`;

const stores = createSecretStores({
  folder: process.argv[2] ?? '',
  isPractice: false,
  env: process.env,
  isInteractive: false,
});

async function use() {
  const [offer] = await stores.offers();
  const store = await stores.open('keychain');
  const pair = { orgId, app: 'Billing_Sync', consumerKey, consumerSecret: new Secret(secret), savedAt: 1 };
  await store.put(pair);
  const found = await store.get(orgId, consumerKey);
  const keys = await store.keys(orgId);
  await store.remove(orgId, consumerKey);
  return {
    offered: offer?.problem === null,
    isSame: found?.consumerSecret.reveal() === secret,
    keys,
    afterwards: await store.get(orgId, consumerKey),
    keysAfterwards: await store.keys(orgId),
  };
}

const result = await use().catch((error: unknown) =>
  isKeyturnError(error) ? { code: error.code, message: error.message, cause: String(error.cause) } : String(error),
);
process.stdout.write(`${JSON.stringify(result)}\n`);
