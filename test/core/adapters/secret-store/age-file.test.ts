import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAgeStore } from '../../../../src/core/adapters/secret-store/age-file.ts';
import { ageFolder } from '../../../../src/core/adapters/secret-store/age-folder.ts';
import { openAgeIdentity } from '../../../../src/core/adapters/secret-store/age-identity.ts';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { filesHolding } from '../../../support/files-holding.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { deployIntended } from '../state/state-fixtures.ts';
import { billingPair, canarySecret, inClear } from './pair-fixtures.ts';

const { orgId, consumerKey } = billingPair;
const passphrase = new Secret('correct horse ümlaut');

async function storeIn(home: string, words = passphrase) {
  const folder = ageFolder(home);
  return createAgeStore(folder, await openAgeIdentity({ folder, passphrase: words, workFactor: 4 }));
}

describe('the encrypted file', () => {
  it('gives back the pair that was put in, also to the next process', async () => {
    const home = tempFolder();
    await (await storeIn(home)).put(billingPair);
    expect(inClear(await (await storeIn(home)).get(orgId, consumerKey))).toEqual(inClear(billingPair));
  });

  it('can be read by its owner alone', async () => {
    const home = tempFolder();
    await (await storeIn(home)).put(billingPair);
    const { path } = ageFolder(home);
    const modes = readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => {
      return [name.replace(/[0-9a-f]{32}/, 'hash'), (statSync(join(path, name)).mode & 0o777).toString(8)];
    });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(Object.fromEntries(modes)).toEqual({
      'identity.age': '600',
      'recipient.txt': '600',
      pairs: '700',
      'pairs/hash.age': '600',
    });
  });

  it('lets neither the secret, the passphrase nor the identity lie anywhere in clear', async () => {
    const home = tempFolder();
    const state = await openState({
      folder: home,
      clock: new FakeClock(),
      actor: 'maria@laptop',
      appSettings: noAppSettings,
    });
    onTestFinished(() => state.close());
    const store = await storeIn(home);
    await store.put(billingPair);
    const detail = { reference: store.reference(orgId, consumerKey), pair: `${billingPair.consumerSecret}` };
    await state.journal.append({ ...deployIntended, action: 'save-pair', detail });
    for (const text of [canarySecret, passphrase.reveal(), 'AGE-SECRET-KEY']) {
      expect(filesHolding(home, text)).toEqual([]);
    }
    for (const text of [orgId, consumerKey]) expect(filesHolding(ageFolder(home).path, text)).toEqual([]);
    writeFileSync(join(home, 'leak'), Buffer.from(canarySecret).toString('base64'));
    expect(filesHolding(home, canarySecret)).toEqual([join(home, 'leak')]);
  });

  it('is in the format of age: its own library opens both layers', async () => {
    const home = tempFolder();
    const store = await storeIn(home);
    await store.put(billingPair);

    const withPassphrase = new Decrypter();
    withPassphrase.addPassphrase(passphrase.reveal());
    const identity = await withPassphrase.decrypt(readFileSync(ageFolder(home).identity), 'text');
    const withIdentity = new Decrypter();
    withIdentity.addIdentity(identity.split('\n').find((line) => line.startsWith('AGE-')) ?? '');
    const text = await withIdentity.decrypt(readFileSync(store.reference(orgId, consumerKey)), 'text');
    expect(JSON.parse(text)).toEqual({
      org: orgId,
      app: 'Billing_Sync',
      key: consumerKey,
      secret: canarySecret,
      savedAt: '2027-01-15T08:00:00.000Z',
    });
  });

  it('opens an identity that age itself locked with a passphrase', async () => {
    const home = tempFolder();
    await (await storeIn(home)).put(billingPair);
    const folder = ageFolder(home);
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase.reveal());
    const encrypter = new Encrypter();
    encrypter.setPassphrase('another one');
    encrypter.setScryptWorkFactor(5);
    const text = await decrypter.decrypt(readFileSync(folder.identity), 'text');
    // As an editor on Windows leaves it.
    writeFileSync(folder.identity, await encrypter.encrypt(text.replaceAll('\n', ' \r\n')));
    const store = await storeIn(home, new Secret('another one'));
    expect(inClear(await store.get(orgId, consumerKey))).toEqual(inClear(billingPair));
  });
});

describe('the identity', () => {
  it('does not open with another passphrase, and is not replaced by it', async () => {
    const home = tempFolder();
    await storeIn(home);
    const before = readFileSync(ageFolder(home).identity);
    await expect(storeIn(home, new Secret('wrong'))).rejects.toMatchObject({
      code: 'PassphraseWrong',
      exitCode: 3,
      message: expect.stringContaining(ageFolder(home).identity),
    });
    expect(readFileSync(ageFolder(home).identity).equals(before)).toBe(true);
  });

  it('is written as age writes it, with its public key, and with the usual work to open it', async () => {
    const home = tempFolder();
    const folder = ageFolder(home);
    const { identity, recipient } = await openAgeIdentity({ folder, passphrase });
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase.reveal());
    const text = await decrypter.decrypt(readFileSync(folder.identity), 'text');
    expect(text).toBe(`# public key: ${recipient}\n${identity.reveal()}\n`);
    expect(readFileSync(folder.identity, 'latin1')).toMatch(/^age-encryption\.org\/v1\n-> scrypt \S+ 17\n/);
    expect(readFileSync(folder.recipient, 'utf8')).toBe(`${recipient}\n`);
  });

  it('is made once when several make it at the same time', async () => {
    const home = tempFolder();
    const stores = await Promise.all([1, 2, 3].map(() => storeIn(home)));
    await stores[0]?.put(billingPair);
    expect(inClear((await stores[2]?.get(orgId, consumerKey)) ?? null)).toEqual(inClear(billingPair));
    expect(readdirSync(ageFolder(home).path).sort()).toEqual(['identity.age', 'pairs', 'recipient.txt']);
  });

  it('is not made anew over pairs that only the old one opens', async () => {
    const home = tempFolder();
    await (await storeIn(home)).put(billingPair);
    rmSync(ageFolder(home).identity);
    await expect(storeIn(home)).rejects.toMatchObject({
      code: 'StoreDamaged',
      message: expect.stringMatching(/: it is missing, and 1 stored secret/),
    });
  });

  it('is enough to go on when the program was killed before the recipient was written', async () => {
    const home = tempFolder();
    const folder = ageFolder(home);
    await (await storeIn(home)).put(billingPair);
    const before = readFileSync(folder.recipient, 'utf8');
    rmSync(folder.recipient);
    expect(inClear(await (await storeIn(home)).get(orgId, consumerKey))).toEqual(inClear(billingPair));
    expect(readFileSync(folder.recipient, 'utf8')).toBe(before);
  });

  it('takes away what a killed writer left, and nothing that a living one is writing', async () => {
    const home = tempFolder();
    const folder = ageFolder(home);
    await storeIn(home);
    writeFileSync(join(folder.pairs, 'x.age.4194303-0a0b0c0d.tmp'), '');
    writeFileSync(join(folder.pairs, `x.age.${process.pid}-0a0b0c0d.tmp`), '');
    const store = await storeIn(home);
    expect(readdirSync(folder.pairs)).toEqual([`x.age.${process.pid}-0a0b0c0d.tmp`]);
    expect(await store.keys(orgId)).toEqual([]);
  });
});

describe('a damaged store', () => {
  const damages: readonly (readonly [string, (home: string) => void])[] = [
    ['a recipient of somebody else', (home) => writeFileSync(ageFolder(home).recipient, 'age1somebodyelse\n')],
    ['an identity that is cut off', (home) => cut(ageFolder(home).identity)],
    ['an identity whose last byte was changed', (home) => flipLast(ageFolder(home).identity)],
    ['an identity that is no age file', (home) => writeFileSync(ageFolder(home).identity, 'hello')],
    ['an empty identity', (home) => writeFileSync(ageFolder(home).identity, '')],
  ];

  it.each(damages)('is told by the file that has the damage: %s', async (_title, damage) => {
    const home = tempFolder();
    await (await storeIn(home)).put(billingPair);
    damage(home);
    const error = await storeIn(home)
      .then((store) => store.get(orgId, consumerKey))
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'StoreDamaged', message: expect.stringContaining(ageFolder(home).path) });
  });

  it.each([
    ['no identity', 'hello'],
    ['an identity that is none', 'AGE-SECRET-KEY-1hello'],
  ])('is told where its passphrase opens %s', async (_title, text) => {
    const home = tempFolder();
    await storeIn(home);
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase.reveal());
    encrypter.setScryptWorkFactor(4);
    writeFileSync(ageFolder(home).identity, await encrypter.encrypt(text));
    await expect(storeIn(home)).rejects.toMatchObject({
      code: 'StoreDamaged',
      message: expect.stringMatching(/identity\.age.*not an age identity that a passphrase opens/),
      cause: expect.any(Error),
    });
  });

  it("is told where its recipient can't be read, and names whose it is", async () => {
    const home = tempFolder();
    const { path, recipient } = ageFolder(home);
    await storeIn(home);
    writeFileSync(recipient, 'age1somebodyelse\n');
    await expect(storeIn(home)).rejects.toMatchObject({
      message: expect.stringContaining('a different identity than'),
    });
    rmSync(recipient);
    mkdirSync(recipient);
    await expect(storeIn(home)).rejects.toMatchObject({
      code: 'StoreDamaged',
      message: expect.stringMatching(new RegExp(`${path}.*it is a folder`)),
    });
  });
});

function cut(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, bytes.length - 10));
}

function flipLast(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
