import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { createAgeStore } from '../../../../src/core/adapters/secret-store/age-file.ts';
import { ageFolder } from '../../../../src/core/adapters/secret-store/age-folder.ts';
import { readStoredPair } from '../../../../src/core/adapters/secret-store/stored-pair.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import type { SecretStore } from '../../../../src/core/ports/ports.ts';
import type { KeyturnError } from '../../../../src/core/reasons/errors.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { billingPair, inClear } from './pair-fixtures.ts';

const { orgId, consumerKey } = billingPair;
const text = await generateX25519Identity();
const identity = { identity: new Secret(text), recipient: await identityToRecipient(text) };

/** The store with an identity that is open already. */
function bench() {
  const folder = ageFolder(tempFolder());
  mkdirSync(folder.pairs, { recursive: true });
  const store = createAgeStore(folder, identity);
  return { folder, store, path: store.reference(orgId, consumerKey) };
}

/** What a decrypted file holds is given, and every decryption counted. */
function counting() {
  const { folder, path } = bench();
  const opened: string[] = [];
  const store = createAgeStore(folder, identity, async (name, content) => {
    opened.push(name);
    const pair = readStoredPair(content.toString());
    if (!pair) throw new Error('it is encrypted');
    return pair;
  });
  const entry = (secret: string) =>
    JSON.stringify({ org: orgId, app: 'Billing_Sync', key: consumerKey, secret, savedAt: '2027-01-15T08:00:00.000Z' });
  return { store, path, opened, entry };
}

async function encrypted(plain: string, recipient = identity.recipient): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(plain);
}

const ofOther = Buffer.from(await encrypted('hello', await identityToRecipient(await generateX25519Identity())));

describe('a pair in an encrypted file', () => {
  it('has a name from which neither org nor key can be read', () => {
    const { path, folder, store } = bench();
    expect(store.kind).toBe('file');
    const hash = createHash('sha256').update(`${orgId}/${consumerKey}`).digest('hex');
    expect(path).toBe(join(folder.pairs, `${hash.slice(0, 32)}.age`));
  });

  it('is told apart by org and key, each in a file of its own', async () => {
    const { store, folder } = bench();
    await store.put(billingPair);
    await store.put({ ...billingPair, consumerKey: 'staged-key' });
    await store.put({ ...billingPair, orgId: '00D000000000002AAA' });
    await store.put({ ...billingPair, consumerSecret: new Secret('newer') });
    expect(readdirSync(folder.pairs)).toHaveLength(3);
    expect((await store.get(orgId, consumerKey))?.consumerSecret.reveal()).toBe('newer');
    expect(await store.get(orgId, 'unknown')).toBeNull();
  });

  it('is seen as another process has put, removed or damaged it since it was read', async () => {
    const { store, folder, path } = bench();
    const other = createAgeStore(folder, identity);
    await store.put(billingPair);
    await store.get(orgId, consumerKey);
    await other.put({ ...billingPair, consumerSecret: new Secret('newer') });
    expect((await store.get(orgId, consumerKey))?.consumerSecret.reveal()).toBe('newer');
    writeFileSync(path, 'damaged');
    await expect(store.get(orgId, consumerKey)).rejects.toMatchObject({ code: 'StoreDamaged' });
    await other.remove(orgId, consumerKey);
    expect(await store.get(orgId, consumerKey)).toBeNull();
  });

  it('is gone once it was removed, and removing what is not there is fine', async () => {
    const { store, folder } = bench();
    await store.put(billingPair);
    await store.remove(orgId, consumerKey);
    await store.remove(orgId, consumerKey);
    expect(await store.get(orgId, consumerKey)).toBeNull();
    expect(readdirSync(folder.pairs)).toEqual([]);
  });

  it('is taken as saved only when it reads back the same, and the former entry is kept else', async () => {
    const { store, folder } = bench();
    await store.put(billingPair);
    const put = createAgeStore(folder, identity, async () => billingPair).put({
      ...billingPair,
      consumerSecret: new Secret('newer'),
    });
    await expect(put).rejects.toMatchObject({
      code: 'PairNotSaved',
      message: expect.stringContaining('reading it back gave different'),
    });
    expect(inClear(await store.get(orgId, consumerKey))).toEqual(inClear(billingPair));
  });

  it.each([
    ['of another org', { orgId: '00D000000000002AAA' }],
    ['of another key', { consumerKey: 'other' }],
  ])('is not given out where its file holds one %s', async (_title, other) => {
    const { store, path } = bench();
    const pair = { ...billingPair, ...other };
    await store.put(pair);
    writeFileSync(path, readFileSync(store.reference(pair.orgId, pair.consumerKey)));
    await expect(store.get(orgId, consumerKey)).rejects.toMatchObject({
      code: 'StoreDamaged',
      message: expect.stringMatching(/holds different credentials/),
    });
  });

  it.each<[string, (path: string) => unknown, RegExp]>([
    ['holds something else', async (path) => writeFileSync(path, await encrypted('hello')), /it holds no credentials/],
    ['is something else', (path) => writeFileSync(path, 'hello'), /content was changed/],
    ['is empty', (path) => writeFileSync(path, ''), /content was changed/],
    ['is cut off', (path) => writeFileSync(path, readFileSync(path).subarray(0, -10)), /content was changed/],
    [
      'ends with another byte',
      (path) =>
        writeFileSync(
          path,
          readFileSync(path).map((byte, at, all) => (at === all.length - 1 ? byte ^ 1 : byte)),
        ),
      /content was changed/,
    ],
    ['is a folder', (path) => [rmSync(path), mkdirSync(path)], /it is a folder/],
  ])('is damaged where its file %s', async (_title, damage, problem) => {
    const { store, path } = bench();
    await store.put(billingPair);
    await damage(path);
    await expect(store.get(orgId, consumerKey)).rejects.toMatchObject({
      code: 'StoreDamaged',
      message: expect.stringMatching(problem),
    });
  });

  it.each<[string, (path: string) => void, (kept: string) => boolean]>([
    [
      "that can't be opened",
      (path) => writeFileSync(path, 'garbled'),
      (kept) => readFileSync(kept, 'utf8') === 'garbled',
    ],
    [
      "that the system can't read",
      (path) => [renameSync(path, `${path}.there`), symlinkSync(path, path)],
      (kept) => lstatSync(kept).isSymbolicLink(),
    ],
    ['of another identity', (path) => writeFileSync(path, ofOther), (kept) => readFileSync(kept).equals(ofOther)],
    ['in a folder of its name', (path) => [rmSync(path), mkdirSync(path)], (kept) => lstatSync(kept).isDirectory()],
  ])('takes the place of one %s, which is kept', async (_title, damage, isKept) => {
    const { store, folder, path } = bench();
    await store.put(billingPair);
    damage(path);
    await store.put({ ...billingPair, consumerSecret: new Secret('newer') });
    expect((await store.get(orgId, consumerKey))?.consumerSecret.reveal()).toBe('newer');
    const kept = readdirSync(folder.pairs).filter((name) => name.includes('.unreadable-'));
    expect(kept.map((name) => isKept(join(folder.pairs, name)))).toEqual([true]);
    expect(await store.entries()).toEqual([{ orgId, consumerKey }]);
  });

  it('is named, and the others are listed, where one of them is damaged', async () => {
    const { store, path } = bench();
    await store.put(billingPair);
    await store.put({ ...billingPair, consumerKey: 'staged-key' });
    writeFileSync(path, 'garbled');
    const errors: KeyturnError[] = [];
    expect(await store.entries((error) => errors.push(error))).toEqual([{ orgId, consumerKey: 'staged-key' }]);
    expect(errors).toMatchObject([{ code: 'StoreDamaged', message: expect.stringContaining(path) }]);
    await expect(store.entries()).rejects.toMatchObject({ code: 'StoreDamaged' });
  });

  it('is not taken for saved or removed where its folder is gone, and the error says why', async () => {
    const { store, folder, path } = bench();
    rmSync(folder.pairs, { recursive: true });
    writeFileSync(folder.pairs, '');
    await expect(store.put(billingPair)).rejects.toMatchObject({
      code: 'PairNotSaved',
      message: expect.stringMatching(new RegExp(`${path}.*part of the path is a file`)),
      cause: expect.objectContaining({ code: 'ENOTDIR' }),
    });
    await expect(store.remove(orgId, consumerKey)).rejects.toMatchObject({
      code: 'HomeNotWritable',
      message: expect.stringMatching(new RegExp(`${folder.pairs}.*part of the path is a file`)),
      cause: expect.objectContaining({ code: 'ENOTDIR' }),
    });
  });

  it("is not taken for saved where it can't be opened again", async () => {
    const { store, path } = counting();
    await expect(store.put(billingPair)).rejects.toMatchObject({
      code: 'PairNotSaved',
      message: expect.stringMatching(new RegExp(`${path}.*reading it back gave different`)),
    });
  });

  it('is decrypted once as long as its file stays the same', async () => {
    const { store, path, opened, entry } = counting();
    writeFileSync(path, entry('one'));
    await store.get(orgId, consumerKey);
    expect((await store.get(orgId, consumerKey))?.consumerSecret.reveal()).toBe('one');
    expect(opened).toEqual([path]);
    writeFileSync(path, entry('two'));
    expect((await store.get(orgId, consumerKey))?.consumerSecret.reveal()).toBe('two');
    expect(opened).toHaveLength(2);
  });

  const found = (store: SecretStore) => store.get(orgId, consumerKey).catch(() => null);
  it.each<[string, (path: string, store: SecretStore) => unknown]>([
    ['is seen to be gone', (path, store) => [rmSync(path), found(store)][1]],
    ['is seen to be damaged', (path, store) => [writeFileSync(path, 'damaged'), found(store)][1]],
    ['is removed', (_path, store) => store.remove(orgId, consumerKey)],
  ])('is not kept in memory once its file %s', async (_title, change) => {
    const { store, path, opened, entry } = counting();
    writeFileSync(path, entry('one'));
    await store.get(orgId, consumerKey);
    await change(path, store);
    opened.length = 0;
    writeFileSync(path, entry('one'));
    await store.get(orgId, consumerKey);
    expect(opened).toEqual([path]);
  });
});

describe('the entries of the encrypted files', () => {
  it('are those of every org, read from what is inside, and nothing that is no pair', async () => {
    const { store, folder } = bench();
    const pairs = [billingPair, { ...billingPair, consumerKey: 'b' }, { ...billingPair, orgId: '00D000000000002AAA' }];
    for (const pair of pairs) await store.put(pair);
    writeFileSync(join(folder.pairs, 'notes.txt'), 'hello');
    const names = pairs.map((pair) => ({ orgId: pair.orgId, consumerKey: pair.consumerKey }));
    const byName = (one: (typeof names)[number]) => store.reference(one.orgId, one.consumerKey);
    expect(await store.entries()).toEqual(names.toSorted((one, other) => (byName(one) < byName(other) ? -1 : 1)));
    expect((await store.keys(orgId)).toSorted()).toEqual([consumerKey, 'b']);
    expect(inClear(await store.get(orgId, 'b'))).toEqual(inClear(pairs[1] ?? null));
  });
});
