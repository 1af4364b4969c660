import { expect, it } from 'vitest';
import { takePair } from '../../src/cli/take-pair.ts';
import type { SecretStore } from '../../src/core/ports/ports.ts';
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
  const pair = await takePair(places.state, before, { slot: 'primary', to: 'screen', openStore });
  expect([pair.consumerSecret.reveal(), opened]).toEqual(['CANARY-Billing-primary', ['keychain', 'file']]);

  places.entries.file.clear();
  const lost = takePair(places.state, before, { slot: 'primary', to: 'screen', openStore });
  await expect(lost).rejects.toMatchObject({ code: 'PairNotStored' });
});
