import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Encrypter, generateX25519Identity } from 'age-encryption';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSecretStores, type SecretStoresInit } from '../../../../src/core/adapters/secret-store/choose.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import type { KeyturnError } from '../../../../src/core/reasons/errors.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { fakeKeychainProgram, type KeychainMood } from './fake-keychain.ts';
import { billingPair, inClear } from './pair-fixtures.ts';

const passphrase = new Secret('correct horse battery');

function storesIn(folder: string, init: Partial<SecretStoresInit> & { mood?: KeychainMood } = {}) {
  const { mood, ...rest } = init;
  const program = fakeKeychainProgram(tempFolder(), mood);
  const deadlinesMs = { quick: mood?.kind === 'hanging' ? 300 : 120_000, prompt: 120_000 };
  const stores = createSecretStores({
    ...{ folder, isPractice: false, env: {}, isInteractive: false, workFactor: 4 },
    keychain: { program, deadlinesMs },
    ...rest,
  });
  onTestFinished(() => stores.close());
  return stores;
}

describe('the chosen store', () => {
  it.each([
    ['nobody chose', {}, null],
    ['the setting alone', { setting: 'file' }, 'file'],
    ['the variable before the setting', { setting: 'file', env: { KEYTURN_STORE: 'keychain' } }, 'keychain'],
    ['the flag before the variable', { flag: 'file', env: { KEYTURN_STORE: 'keychain' } }, 'file'],
    ['an empty variable as none', { env: { KEYTURN_STORE: '' } }, null],
  ] as const)('is %s', (_title, init, expected) => {
    expect(storesIn(tempFolder(), init).chosen()).toBe(expected);
  });

  it.each([
    [{ flag: 'vault' }, '--store vault'],
    [{ flag: '' }, '--store '],
    [{ env: { KEYTURN_STORE: 'Keychain' } }, 'KEYTURN_STORE Keychain'],
  ])('is refused for %o', (init, problem) => {
    expect(() => storesIn(tempFolder(), init).chosen()).toThrow(
      expect.objectContaining({ code: 'UsageInvalid', message: expect.stringContaining(problem) }),
    );
  });
});

describe('what is offered', () => {
  it('is both, the file still to be made', async () => {
    const folder = tempFolder();
    expect(await storesIn(folder).offers()).toEqual([
      {
        kind: 'keychain',
        problem: null,
        hasPassphrase: false,
        isNew: false,
        place: expect.stringContaining('service keyturn'),
      },
      { kind: 'file', problem: null, hasPassphrase: false, isNew: true, place: join(folder, 'secrets') },
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says of the keychain why it can not be used, without waiting for it', async () => {
    const [keychain] = await storesIn(tempFolder(), { mood: { kind: 'hanging' } }).offers();
    expect(keychain?.problem).toEqual({
      problem: expect.stringContaining('does not answer'),
      cure: expect.stringContaining('Unlock'),
    });
  });

  it('says of the file when it exists and when its passphrase needs no asking', async () => {
    const folder = tempFolder();
    await storesIn(folder).open('file', passphrase);
    const [, file] = await storesIn(folder, { env: { KEYTURN_PASSPHRASE_FILE: '/etc/passphrase' } }).offers();
    expect(file).toMatchObject({ isNew: false, hasPassphrase: true, problem: null });
  });

  it('says of the file when its identity was lost', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'secrets/pairs'), { recursive: true });
    writeFileSync(join(folder, 'secrets/pairs/0123.age'), '');
    const [, file] = await storesIn(folder).offers();
    expect(file).toMatchObject({
      isNew: false,
      problem: {
        problem: expect.stringContaining('identity.age is missing'),
        cure: expect.stringContaining(join(folder, 'secrets')),
      },
    });
  });

  it.each<['keychain' | 'file', string, readonly string[], boolean]>([
    ['file', 'nothing is there', [], true],
    ['file', 'only other files are there', ['pairs/notes.txt'], true],
    ['file', 'pairs are there without their identity', ['pairs/0123.age'], false],
    ['file', 'an identity is there', ['identity.age'], false],
    ['keychain', 'nothing is there', [], false],
  ])('knows whether the %s has to be made first, where %s', (kind, _what, files, isNew) => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'secrets/pairs'), { recursive: true });
    for (const file of files) writeFileSync(join(folder, 'secrets', file), '');
    expect(storesIn(folder).isNew(kind)).toBe(isNew);
  });
});

describe('opening a store', () => {
  it('never takes the other one when this one can not be used', async () => {
    const folder = tempFolder();
    const stores = storesIn(folder, { mood: { kind: 'locked' } });
    await expect(stores.open('keychain')).rejects.toMatchObject({ code: 'KeychainUnavailable' });
    await expect(stores.open('file')).rejects.toMatchObject({ code: 'PassphraseMissing' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes the passphrase of the file from where the machine keeps it', async () => {
    const folder = tempFolder();
    const file = join(tempFolder(), 'passphrase');
    writeFileSync(file, `${passphrase.reveal()}\n`);
    chmodSync(file, 0o600);
    await (await storesIn(folder).open('file', passphrase)).put(billingPair);
    const store = await storesIn(folder, { env: { KEYTURN_PASSPHRASE_FILE: file } }).open('file');
    expect(inClear(await store.get(billingPair.orgId, billingPair.consumerKey))).toEqual(inClear(billingPair));
  });

  it('unlocks the file once a process, and checks a passphrase that is given again', async () => {
    const stores = storesIn(tempFolder());
    const first = await stores.open('file', passphrase);
    expect(await stores.open('file')).toBe(first);
    expect(await stores.open('file', new Secret('correct horse battery'))).toBe(first);
    await expect(stores.open('file', new Secret('wrong'))).rejects.toMatchObject({ code: 'PassphraseWrong' });
  });

  it('is unlocked once for all who ask at the same time', async () => {
    const file = join(tempFolder(), 'passphrase');
    writeFileSync(file, passphrase.reveal(), { mode: 0o600 });
    const stores = storesIn(tempFolder(), { env: { KEYTURN_PASSPHRASE_FILE: file } });
    const [one, other] = await Promise.all([stores.open('file'), stores.open('file')]);
    expect(one).toBe(other);
  });

  it('forgets a passphrase that failed, and not the one that came after it', async () => {
    const folder = tempFolder();
    await storesIn(folder).open('file', passphrase);
    const stores = storesIn(folder);
    await expect(stores.open('file', new Secret('wrong'))).rejects.toMatchObject({ code: 'PassphraseWrong' });
    await expect(stores.open('file')).rejects.toMatchObject({ code: 'PassphraseMissing' });
    const wrong = stores.open('file', new Secret('wrong')).catch(() => null);
    const right = stores.open('file', passphrase);
    await wrong;
    expect(await stores.open('file')).toBe(await right);
  });

  it('refuses an empty passphrase', async () => {
    const open = storesIn(tempFolder()).open('file', new Secret(''));
    await expect(open).rejects.toMatchObject({ code: 'PassphraseMissing' });
  });

  it('keeps pairs in the keychain under a service of its own for practice', async () => {
    const program = fakeKeychainProgram(tempFolder());
    const real = storesIn(tempFolder(), { keychain: { program } });
    const practice = storesIn(tempFolder(), { keychain: { program }, isPractice: true });
    await (await real.open('keychain')).put(billingPair);
    const store = await practice.open('keychain');
    expect(await store.get(billingPair.orgId, billingPair.consumerKey)).toBeNull();
    expect(store.kind).toBe('keychain');
  });
});

describe('the passphrase of a new file', () => {
  const weak = 'Password1234';
  const weakFile = () => {
    const file = join(tempFolder(), 'passphrase');
    writeFileSync(file, weak, { mode: 0o600 });
    return file;
  };
  const isCreated = (folder: string) => existsSync(join(folder, 'secrets/identity.age'));

  it.each([true, false])('is refused if it is weak and was typed (interactive: %s)', async (isInteractive) => {
    const folder = tempFolder();
    const opening = storesIn(folder, { isInteractive }).open('file', new Secret(weak));
    await expect(opening).rejects.toMatchObject({
      code: 'PassphraseWeak',
      exitCode: 2,
      message: expect.stringContaining('easy to guess'),
      actions: ['Choose another passphrase, and run the same command again.'],
    });
    expect(isCreated(folder)).toBe(false);
  });

  it('is refused from a file, too, where a person sits, and the cure makes one that is taken', async () => {
    const folder = tempFolder();
    const env = { KEYTURN_PASSPHRASE_FILE: weakFile() };
    const stores = storesIn(folder, { env, isInteractive: true });
    const error = await stores.open('file').catch((refused: unknown) => refused);
    expect(error).toMatchObject({ code: 'PassphraseWeak' });
    expect(isCreated(folder)).toBe(false);
    const [, command = ''] = /`(.+)`/.exec((error as KeyturnError).actions[0] ?? '') ?? [];
    execFileSync('sh', ['-c', command]);
    await stores.open('file');
    expect(isCreated(folder)).toBe(true);
  });

  it('from a file has only a warning where nobody sits', async () => {
    const folder = tempFolder();
    const warnings: string[] = [];
    const env = { KEYTURN_PASSPHRASE_FILE: weakFile() };
    const init = { env, warn: (text: string) => void warnings.push(text) };
    await storesIn(folder, init).open('file');
    expect(warnings).toEqual([expect.stringMatching(/is weak: .*The next release of keyturn will refuse it/)]);
    expect(isCreated(folder)).toBe(true);
    // Only a new file is judged.
    await storesIn(folder, init).open('file');
    await storesIn(folder, { ...init, isInteractive: true }).open('file', new Secret(weak));
    expect(warnings).toHaveLength(1);
  });

  it('may be weak in practice', async () => {
    const folder = tempFolder();
    await storesIn(folder, { isPractice: true, isInteractive: true }).open('file', new Secret(weak));
    expect(isCreated(folder)).toBe(true);
    expect(existsSync(join(folder, 'secrets/made-up-passphrase'))).toBe(false);
  });

  it('is made up in practice, and then nobody is asked for it', async () => {
    const folder = tempFolder();
    const stores = storesIn(folder, { isPractice: true });
    const { madeUp } = await stores.passphraseRule();
    await (await stores.open('file', madeUp ?? undefined)).put(billingPair);
    expect(statSync(join(folder, 'secrets/made-up-passphrase')).mode & 0o777).toBe(0o600);
    const later = storesIn(folder, { isPractice: true });
    expect((await later.offers())[1]).toMatchObject({ hasPassphrase: true, isNew: false });
    const store = await later.open('file');
    expect(inClear(await store.get(billingPair.orgId, billingPair.consumerKey))).toEqual(inClear(billingPair));
    // Real secrets never use it.
    await expect(storesIn(folder).open('file')).rejects.toMatchObject({ code: 'PassphraseMissing' });
  });
});

describe('a passphrase file that another program saved', () => {
  const words = 'grün drei vier Übungen';
  const latin1 = Buffer.from(`${words}\n`, 'latin1');
  const utf16 = Buffer.from(`\ufeff${words}\n`, 'utf16le');

  function fileOf(content: string | Buffer) {
    const path = join(tempFolder(), 'passphrase');
    writeFileSync(path, content, { mode: 0o600 });
    return { env: { KEYTURN_PASSPHRASE_FILE: path } };
  }

  it('makes the same store with a byte order mark as without', async () => {
    const folder = tempFolder();
    const made = await storesIn(folder, fileOf(`\ufeff${words}\n`)).open('file');
    await made.put(billingPair);
    const again = await storesIn(folder).open('file', new Secret(words));
    expect(inClear(await again.get(billingPair.orgId, billingPair.consumerKey))).toEqual(inClear(billingPair));
  });

  it.each([
    ['Latin-1', latin1],
    ['UTF-16', utf16],
  ])('makes no store from %s, in the practice org neither', async (_encoding, content) => {
    for (const isPractice of [false, true]) {
      const folder = tempFolder();
      const { env } = fileOf(content);
      await expect(storesIn(folder, { env, isPractice }).open('file')).rejects.toMatchObject({
        code: 'PassphraseWeak',
        message: expect.stringContaining('Save its file as UTF-8'),
        actions: [expect.stringContaining(env.KEYTURN_PASSPHRASE_FILE)],
      });
      expect(existsSync(join(folder, 'secrets', 'identity.age'))).toBe(false);
    }
  });

  it.each([
    ['a byte order mark', `\ufeff${words}\n`, `\ufeff${words}`],
    ['Latin-1', latin1, latin1.toString('utf8').trimEnd()],
    ['UTF-16', utf16, utf16.toString('utf8').replace(/\n$/, '')],
  ])('opens the store that an earlier version made from it: %s', async (_encoding, content, read) => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'secrets'), { mode: 0o700 });
    const identity = await generateX25519Identity();
    const earlier = new Encrypter();
    earlier.setPassphrase(read);
    earlier.setScryptWorkFactor(4);
    const path = join(folder, 'secrets', 'identity.age');
    writeFileSync(path, await earlier.encrypt(`${identity}\n`), { mode: 0o600 });
    const store = await storesIn(folder, fileOf(content)).open('file');
    await store.put(billingPair);
    expect(inClear(await store.get(billingPair.orgId, billingPair.consumerKey))).toEqual(inClear(billingPair));
  });
});
