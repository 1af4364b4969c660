import { expect, it } from 'vitest';
import { takePair } from '../../src/cli/take-pair.ts';
import type { SecretStore } from '../../src/core/ports/ports.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import { TwoPlaces } from '../core/store-move/two-places.ts';

it('finds a pair that was moved since the app was looked up', async () => {
  const places = new TwoPlaces();
  const before = await places.watch('Billing', 'keychain');
  await places.move('file');
  const opened: string[] = [];
  const openStore = async (kind: SecretStore['kind']) => {
    opened.push(kind);
    return {
      get: async (_org: string, key: string) => places.entries[kind].get(`${before.orgId}/${key}`) ?? null,
    } as SecretStore;
  };
  const pair = await takePair(places.state, before, { slot: 'primary', now: 0, to: 'screen', openStore });
  expect([pair.consumerSecret.reveal(), opened]).toEqual(['CANARY-Billing-primary', ['keychain', 'file']]);

  places.entries.file.clear();
  const lost = takePair(places.state, before, { slot: 'primary', now: 0, to: 'screen', openStore });
  await expect(lost).rejects.toMatchObject({ code: 'PairNotStored' });
});

it('records credentials as revealed in a file only once the file is written', async () => {
  const places = new TwoPlaces();
  const watched = await places.watch('Billing', 'keychain');
  const get = async (_org: string, key: string) => places.entries.keychain.get(`${watched.orgId}/${key}`) ?? null;
  const taking = {
    slot: 'primary',
    now: 0,
    to: '/a.env',
    openStore: async () => ({ get }) as unknown as SecretStore,
  } as const;
  const events = async () =>
    (await places.state.journal.list({})).filter(({ action }) => action === 'reveal').map(({ event }) => event);
  const exists = reason('FileExists', { path: '/a.env' });
  await expect(takePair(places.state, watched, { ...taking, write: () => Promise.reject(exists) })).rejects.toBe(
    exists,
  );
  expect(await events()).toEqual(['intended', 'failed']);

  // Killed while it wrote: the next attempt ends what it left open.
  await expect(
    takePair(places.state, watched, { ...taking, write: () => Promise.reject(new Error('killed')) }),
  ).rejects.toThrow();
  await takePair(places.state, watched, { ...taking, write: async () => undefined });
  expect((await events()).slice(2)).toEqual(['intended', 'recovered', 'intended', 'done']);
  expect(await places.state.journal.open()).toEqual([]);
});
