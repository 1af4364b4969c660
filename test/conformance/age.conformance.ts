import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPublicKeys, sealText } from '../../src/core/adapters/sealing/public-keys.ts';
import { createSecretStores } from '../../src/core/adapters/secret-store/choose.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { ageKey, hasAge, run, sshKey, typedInto } from './stock-age.ts';

const passphrase = 'correct horse battery staple';
const orgId = '00D000000000001AAA';
const consumerKey = '3MVG9.billing-key';

describe.runIf(hasAge())('the encrypted file', () => {
  it('is opened by the stock age with the passphrase', async () => {
    const folder = tempFolder();
    const stores = createSecretStores({ folder, isPractice: false, env: {}, isInteractive: false });
    const store = await stores.open('file', new Secret(passphrase));
    const consumerSecret = new Secret('the-consumer-secret');
    await store.put({ orgId, app: 'Billing_Sync', consumerKey, consumerSecret, savedAt: 0 });

    const pairFile = store.reference(orgId, consumerKey);
    const shown = await typedInto('age', ['-d', '-i', `${folder}/secrets/identity.age`, pairFile], passphrase);
    expect(shown).toContain(
      '{"org":"00D000000000001AAA","app":"Billing_Sync","key":"3MVG9.billing-key","secret":"the-consumer-secret","savedAt":"1970-01-01T00:00:00.000Z"}',
    );
  });
});

describe.runIf(hasAge())('a file encrypted for a person', () => {
  const text = 'SALESFORCE_CONSUMER_SECRET=the-consumer-secret\n';
  it.each([
    ['an age key', ageKey],
    ['an Ed25519 key', (path: string) => sshKeyLine(path, ['-t', 'ed25519'])],
    ['an RSA key', (path: string) => sshKeyLine(path, ['-t', 'rsa', '-b', '3072'])],
  ])('is opened by the stock age with %s, and by no other key', async (_kind, makeKey) => {
    const folder = tempFolder();
    const publicKey = makeKey(join(folder, 'key'));
    const file = join(folder, 'for-ana.age');
    writeFileSync(file, await sealText(await readPublicKeys(publicKey, 'key.pub'), text));
    expect(run('age', ['-d', '-i', join(folder, 'key'), file]).toString()).toBe(text);
    sshKey(join(folder, 'other'), ['-t', 'ed25519']);
    expect(() => run('age', ['-d', '-i', join(folder, 'other'), file])).toThrow(/no identity matched/);
  });

  it('is opened with each key of the person', async () => {
    const folder = tempFolder();
    const paths = [join(folder, 'one'), join(folder, 'two')] as const;
    const lines = [sshKeyLine(paths[0], ['-t', 'ed25519']), sshKeyLine(paths[1], ['-t', 'rsa', '-b', '2048'])].join('');
    const file = join(folder, 'for-ana.age');
    writeFileSync(file, await sealText(await readPublicKeys(lines, 'keys.pub'), text));
    for (const path of paths) expect(run('age', ['-d', '-i', path, file]).toString()).toBe(text);
  });

  /** @returns the line of its public key */
  function sshKeyLine(path: string, type: readonly string[]): string {
    sshKey(path, type);
    return readFileSync(`${path}.pub`, 'utf8');
  }
});
