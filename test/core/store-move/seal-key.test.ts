import { expect, it, onTestFinished } from 'vitest';
import { sealTrail } from '../../../src/core/acts/seal-trail.ts';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import { sealKeys } from '../../../src/core/model/seal.ts';
import type { SecretStore } from '../../../src/core/ports/ports.ts';
import { moveSecrets } from '../../../src/core/store-move/move-secrets.ts';
import { forgetKeychain } from '../../../src/core/uninstall/forget-keychain.ts';
import { namedSecrets, remainsOf } from '../../../src/core/uninstall/what-stays.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { deployIntended } from '../adapters/state/state-fixtures.ts';
import { memoryStore } from './memory-store.ts';

const clock = new FakeClock();

/** A trail whose key is in the keychain. */
async function world() {
  const state = await openState({ folder: tempFolder(), clock, actor: 'tester', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  const entries = { keychain: new Map<string, string>(), file: new Map<string, string>() };
  const store = (kind: SecretStore['kind'], effect?: Parameters<typeof memoryStore>[2]) =>
    memoryStore(kind, entries[kind], effect);
  await sealTrail(store('keychain'), { state, clock });
  await state.journal.append(deployIntended);
  await sealTrail(store('keychain'), { state, clock });
  return { state, entries, store };
}

const noMore = { channelNames: [], chosen: null };

it('goes with the secrets to the other store, which seals from then on', async () => {
  const { state, entries, store } = await world();
  const request = { state, from: store('keychain'), to: store('file'), ...noMore };
  expect(await moveSecrets(request)).toMatchObject({ sealKey: true, strangers: 0, stuck: null });
  expect([entries.keychain.size, entries.file.size]).toEqual([0, 1]);
  await state.journal.append({ ...deployIntended, event: 'done' });
  const { key, fault } = await sealTrail(store('file'), { state, clock });
  expect(fault).toBeNull();
  expect(await state.seals.check(key)).toMatchObject({ fault: null, latest: { line: 2 } });
  expect(await moveSecrets(request)).toMatchObject({ sealKey: false });
});

it.each([1, 2, 3, 4])(
  'is in the store that the state names when a move is killed at effect %i, and arrives',
  async (at) => {
    const { state, entries, store } = await world();
    let effects = 0;
    const dying = <Value>(work: () => Promise<Value>): Promise<Value> => {
      effects += 1;
      return effects >= at ? Promise.reject(new Error('killed')) : work();
    };
    const { savePlace } = state.seals;
    const seals = { ...state.seals, savePlace: (...to: Parameters<typeof savePlace>) => dying(() => savePlace(...to)) };
    const killed = { state: { ...state, seals }, from: store('keychain', dying), to: store('file', dying), ...noMore };
    await moveSecrets(killed).catch(() => null);
    const { store: place } = await state.seals.place();
    expect(await sealTrail(store(place ?? 'file'), { state, clock })).toMatchObject({ fault: null, key: {} });
    await moveSecrets({ state, from: store('keychain'), to: store('file'), ...noMore });
    expect([entries.keychain.size, entries.file.size, (await state.seals.place()).store]).toEqual([0, 1, 'file']);
  },
);

it('is removed from the keychain by an uninstallation, and is no stray secret of a folder', async () => {
  const { state, entries, store } = await world();
  const remains = await remainsOf(state);
  const { chain } = await state.seals.place();
  expect(namedSecrets(remains)).toContainEqual({ orgId: sealKeys, consumerKey: chain });
  expect(await forgetKeychain(store('keychain'), remains)).toMatchObject({ removed: 1 });
  expect(entries.keychain.size).toBe(0);
});

it('of an earlier trail goes with the secrets, too, and with an uninstallation', async () => {
  const { state, entries, store } = await world();
  const earlier = { orgId: sealKeys, app: 'audit trail', consumerKey: 'earlier', savedAt: clock.now() };
  await store('keychain').put({ ...earlier, consumerSecret: state.seals.newKey() });
  const request = { state, from: store('keychain'), to: store('file'), ...noMore };
  expect(await moveSecrets(request)).toMatchObject({ sealKey: true, others: 1, strangers: 0 });
  expect([entries.keychain.size, entries.file.size]).toEqual([0, 2]);
  await moveSecrets({ ...request, from: store('file'), to: store('keychain') });
  expect(await forgetKeychain(store('keychain'), await remainsOf(state))).toMatchObject({ removed: 2, unknown: 0 });
  expect(entries.keychain.size).toBe(0);
});
