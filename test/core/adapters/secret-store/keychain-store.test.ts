import { describe, expect, it } from 'vitest';
import { createKeychainStore } from '../../../../src/core/adapters/secret-store/keychain.ts';
import type { KeychainClient } from '../../../../src/core/adapters/secret-store/keychain-client.ts';
import { keychainProblem, keychainUnavailable } from '../../../../src/core/adapters/secret-store/keychain-problem.ts';
import { writeStoredPair } from '../../../../src/core/adapters/secret-store/stored-pair.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { billingPair, inClear } from './pair-fixtures.ts';

const { orgId, consumerKey } = billingPair;
const account = `${orgId}/${consumerKey}`;
const locked = keychainUnavailable(keychainProblem(new Error('it is locked'), 'linux'));

/** The store over a keychain that is nothing but a list, without a process. */
function bench(entries: Readonly<Record<string, string>> = {}, client: Partial<KeychainClient> = {}) {
  const kept = new Map(Object.entries(entries));
  const store = createKeychainStore(
    {
      set: async (_service, name, value) => void kept.set(name, value),
      get: async (_service, name) => kept.get(name) ?? null,
      remove: async (_service, name) => kept.delete(name),
      accounts: async () => [...kept.keys()],
      probe: async () => undefined,
      check: async () => null,
      close: () => undefined,
      ...client,
    },
    'keyturn',
    'home',
  );
  return { store, kept };
}

describe('a pair in the keychain', () => {
  it.each([
    ['of another org', { orgId: '00D000000000002AAA' }],
    ['of another key', { consumerKey: 'other' }],
  ])('is not given out where its entry holds one %s', async (_title, other) => {
    const { store } = bench({ [account]: writeStoredPair({ ...billingPair, ...other }) });
    await expect(store.get(orgId, consumerKey)).rejects.toMatchObject({
      code: 'StoreDamaged',
      message: expect.stringContaining(`service keyturn, account ${account}`),
    });
  });

  it('is not taken for removed while its entry is still there', async () => {
    const { store } = bench({ [account]: writeStoredPair(billingPair) }, { remove: async () => true });
    await expect(store.remove(orgId, consumerKey)).rejects.toMatchObject({
      code: 'StoreDamaged',
      message: expect.stringContaining('the entry still exists'),
    });
  });

  it("is not taken for removed by a keychain that can't be read", async () => {
    const { store } = bench({}, { probe: () => Promise.reject(locked) });
    await expect(store.remove(orgId, consumerKey)).rejects.toBe(locked);
  });

  it('is not tried for once its entry was seen to be gone', async () => {
    const { store } = bench({ [account]: writeStoredPair(billingPair) }, { probe: () => Promise.reject(locked) });
    await expect(store.remove(orgId, consumerKey)).resolves.toBe(true);
  });

  it('is saved up to 2,500 bytes, and no further', async () => {
    const { store, kept } = bench();
    const rest =
      2_500 - Buffer.byteLength(writeStoredPair({ ...billingPair, consumerSecret: new Secret('') }, ['home']));
    const longest = { ...billingPair, consumerSecret: new Secret('x'.repeat(rest)) };
    await store.put(longest);
    expect(inClear(await store.get(orgId, consumerKey))).toEqual(inClear(longest));
    kept.clear();
    const longer = { ...billingPair, consumerSecret: new Secret('x'.repeat(rest + 1)) };
    await expect(store.put(longer)).rejects.toMatchObject({
      code: 'PairNotSaved',
      message: expect.stringMatching(/the keychain.*2500 bytes/),
    });
    expect(kept.size).toBe(0);
  });

  it('is not taken for saved where nothing can be read back', async () => {
    const { store } = bench({}, { get: async () => null });
    await expect(store.put(billingPair)).rejects.toMatchObject({ code: 'PairNotSaved' });
  });
});

describe('the entries of the keychain', () => {
  it('are the pairs of every org, and nothing that only looks like one', async () => {
    const names = [account, '00D000000000002AAA/a/b', '00D000000000002AAA', 'probe/1', ''];
    const { store } = bench(Object.fromEntries(names.map((name) => [name, ''])));
    expect(await store.entries()).toEqual([
      { orgId, consumerKey },
      { orgId: '00D000000000002AAA', consumerKey: 'a/b' },
    ]);
    expect(await store.keys(orgId)).toEqual([consumerKey]);
  });

  it("are none in a keychain that is empty, and unknown in one that can't be read", async () => {
    expect(await bench().store.entries()).toEqual([]);
    const { store } = bench({}, { probe: () => Promise.reject(locked) });
    await expect(store.entries()).rejects.toBe(locked);
  });
});
