import { describe, expect, it } from 'vitest';
import { sealLease } from '../../../src/core/acts/seal-trail.ts';
import { setupLease } from '../../../src/core/model/setup-lease.ts';
import { storeLease } from '../../../src/core/model/store-lease.ts';
import { channelSecrets, channelSecretsLease } from '../../../src/core/reminders/channel-route.ts';
import { incomplete } from '../../../src/core/store-move/incomplete.ts';
import { othersMoved } from '../../../src/core/words/store-move.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { watchedApp } from '../watch/watched-apps.ts';
import { Killed, type Kind, TwoPlaces } from './two-places.ts';

const other = { keychain: 'file', file: 'keychain' } as const;

/** Two apps, one of them with three pairs, another whose app has two consumers, a channel, and what is none of ours. */
async function world(from: Kind) {
  const places = new TwoPlaces();
  await places.watch('Billing', from, { keys: ['billing-primary', 'billing-staged', 'billing-previous'] });
  await places.watch('Twins', from, { keys: ['twin-one'], consumer: 'one' });
  await places.watch('Twins', from, { keys: ['twin-two'], consumer: 'two' });
  await places.watch('Unread', null);
  places.put(from, 'ops', channelSecrets);
  await places.state.channelSecrets.save('ops', from);
  places.put(from, 'stranger', 'Somebody_Elses');
  places.put(from, 'foreign', channelSecrets);
  return places;
}

const ours = ['billing-previous', 'billing-primary', 'billing-staged', 'ops', 'twin-one', 'twin-two'];

/** Everything can be read from where the state says that it is. */
async function expectReadable(places: TwoPlaces): Promise<void> {
  for (const { orgId, app, consumerKey, store } of await places.state.apps.list()) {
    if (store === null) continue;
    const keys = app === 'Billing' ? ['billing-primary', 'billing-staged', 'billing-previous'] : [consumerKey];
    for (const key of keys) expect(await places.read(orgId, key, store.kind)).toBe(`CANARY-${key}`);
  }
  const place = await places.state.channelSecrets.find('ops');
  expect(await places.read(channelSecrets, 'ops', place)).toBe('CANARY-ops');
}

it.each(['keychain', 'file'] as const)(
  'moves what the state knows out of the %s, and leaves strangers there',
  async (from) => {
    const places = await world(from);
    const to = other[from];
    const moved = await places.move(to);
    expect(moved.apps.map(({ app, consumerKeys }) => [app, [...consumerKeys].sort()])).toEqual([
      ['Billing', ['billing-previous', 'billing-primary', 'billing-staged']],
      ['Twins', ['twin-one', 'twin-two']],
    ]);
    expect(moved).toMatchObject({ channelSecrets: ['ops'], strangers: 2, missing: [], differing: [], stuck: null });
    expect(places.keysIn(to)).toEqual(ours);
    expect(places.keysIn(from)).toEqual(['foreign', 'stranger']);
    const apps = await places.state.apps.list();
    expect(apps.map(({ store }) => store?.reference ?? null)).toEqual([
      `${to} billing-primary`,
      `${to} twin-one`,
      `${to} twin-two`,
      null,
    ]);
    await expectReadable(places);
    expect(places.memory.openIntents).toEqual([]);
    expect(places.memory.text).not.toContain('CANARY');

    const again = await places.move(to);
    expect(again).toMatchObject({ apps: [], channelSecrets: [], strangers: 2 });
    expect(places.boundaries).toBe(0);
  },
);

it('can be killed at every boundary: all is readable at every moment, and the next run finishes', async () => {
  const undisturbed = await world('keychain');
  await undisturbed.move('file');
  const { boundaries } = undisturbed;
  expect(boundaries).toBeGreaterThan(30);
  for (let killAt = 1; killAt <= boundaries; killAt += 1) {
    const places = await world('keychain');
    places.onBoundary = () => expectReadable(places);
    await expect(places.move('file', { killAt })).rejects.toThrow(Killed);
    await expectReadable(places);
    await places.move('file');
    expect([killAt, places.keysIn('file'), places.keysIn('keychain')]).toEqual([killAt, ours, ['foreign', 'stranger']]);
    expect([killAt, places.memory.openIntents]).toEqual([killAt, []]);
  }
});

it('can be killed and turned back', async () => {
  const undisturbed = await world('keychain');
  await undisturbed.move('file');
  for (let killAt = 1; killAt <= undisturbed.boundaries; killAt += 1) {
    const places = await world('keychain');
    places.onBoundary = () => expectReadable(places);
    await expect(places.move('file', { killAt })).rejects.toThrow(Killed);
    await places.move('keychain');
    expect([killAt, places.keysIn('keychain')]).toEqual([killAt, [...ours, 'foreign', 'stranger'].sort()]);
    expect([killAt, places.keysIn('file')]).toEqual([killAt, []]);
    await expectReadable(places);
  }
});

it('clears the old place with the next run when an entry can not be removed', async () => {
  const places = await world('keychain');
  const { stuck } = await places.move('file', { refuse: 'remove keychain' });
  expect(stuck).toMatchObject({ count: ours.length, first: { code: 'KeychainUnavailable' } });
  await expectReadable(places);
  expect(places.keysIn('keychain')).toEqual([...ours, 'foreign', 'stranger'].sort());
  expect(await places.move('file')).toMatchObject({ stuck: null });
  expect(places.keysIn('keychain')).toEqual(['foreign', 'stranger']);
});

it('changes nothing that the state says when the new place does not take a pair', async () => {
  const places = await world('keychain');
  await expect(places.move('file', { refuse: 'put file' })).rejects.toMatchObject({ code: 'KeychainUnavailable' });
  expect(places.keysIn('keychain')).toEqual([...ours, 'foreign', 'stranger'].sort());
  await expectReadable(places);
});

it('keeps a pair that the state says is in the new place already, and leaves another one of its key in the old', async () => {
  const places = await world('file');
  places.put('keychain', 'billing-primary', 'Billing', 'an older secret');
  const moved = await places.move('file');
  expect(moved.differing.map(({ consumerKey }) => consumerKey)).toEqual(['billing-primary']);
  expect(places.keysIn('keychain')).toEqual(['billing-primary']);
  await expectReadable(places);
});

it('writes over what an earlier move left in the new place when the old one counts', async () => {
  const places = await world('keychain');
  places.put('file', 'billing-primary', 'Billing', 'an older secret');
  expect((await places.move('file')).differing).toEqual([]);
  await expectReadable(places);
});

it('leaves an app alone whose pair is in neither place', async () => {
  const places = await world('keychain');
  places.entries.keychain.delete(`${(await places.state.apps.list())[0]?.orgId}/billing-primary`);
  const moved = await places.move('file');
  expect(moved.missing.map(({ app }) => app)).toEqual(['Billing']);
  expect(moved.apps.map(({ app }) => app)).toEqual(['Twins']);
  expect(places.keysIn('keychain')).toEqual(['billing-previous', 'billing-staged', 'foreign', 'stranger']);
  expect(moved.strangers).toBe(2);
});

it("moves a channel's secret that only the settings name", async () => {
  const places = new TwoPlaces();
  places.put('keychain', 'ops', channelSecrets);
  expect((await places.move('file')).channelSecrets).toEqual([]);
  expect((await places.move('file', { channelNames: ['ops', 'never-set'] })).channelSecrets).toEqual(['ops']);
  expect(await places.state.channelSecrets.find('ops')).toBe('file');
  expect(places.keysIn('keychain')).toEqual([]);
});

describe("a secret of this folder that the state doesn't name", () => {
  const { orgId } = watchedApp({});
  const unnamed = async () => {
    const places = await world('keychain');
    places.put('keychain', 'unwatched', 'Former');
    places.put('keychain', 'unrecorded', channelSecrets);
    for (const name of [`${orgId}/unwatched`, `${channelSecrets}/unrecorded`]) places.owned.add(name);
    return places;
  };
  const all = [...ours, 'unrecorded', 'unwatched'].sort();

  it('goes with the others', async () => {
    const places = await unnamed();
    expect(await places.move('file')).toMatchObject({ others: 1, channelSecrets: ['ops', 'unrecorded'], strangers: 2 });
    // An app that is no longer watched goes on using its credentials.
    expect(othersMoved(1)).toBe('Of no watched app: 1 secret');
    expect(places.keysIn('file')).toEqual(all);
    expect(places.keysIn('keychain')).toEqual(['foreign', 'stranger']);
    expect(await places.state.channelSecrets.find('unrecorded')).toBe('file');
  });

  it('stays where a setup runs or is unfinished', async () => {
    const places = await unnamed();
    const moved = async () => [
      (await places.move('file', { state: places.state })).others,
      places.keysIn('keychain').includes('unwatched'),
    ];
    const lease = await places.state.leases.acquire(setupLease({ orgId, app: 'Former' }), 'Former in acme');
    expect(await moved()).toEqual([0, true]);
    await lease.release();
    const setup = { orgId, org: 'acme', app: 'Former', intent: 'setup', action: 'set-up', detail: {} } as const;
    await places.state.journal.append({ ...setup, event: 'intended' });
    expect(await moved()).toEqual([0, true]);
    await places.state.journal.append({ ...setup, event: 'done' });
    expect(await moved()).toEqual([1, false]);
  });

  it('is in one of the stores wherever a move is killed, and arrives', async () => {
    const undisturbed = await unnamed();
    await undisturbed.move('file');
    for (let killAt = 1; killAt <= undisturbed.boundaries; killAt += 1) {
      const places = await unnamed();
      await expect(places.move('file', { killAt })).rejects.toThrow(Killed);
      for (const key of all) expect([...places.keysIn('file'), ...places.keysIn('keychain')]).toContain(key);
      await places.move('file');
      expect([killAt, places.keysIn('file')]).toEqual([killAt, all]);
    }
  });

  it('replaces no other secret of its name', async () => {
    const places = await unnamed();
    places.put('file', 'unwatched', 'Former', 'a later secret');
    expect(await places.move('file')).toMatchObject({ others: 0, differing: [{ consumerKey: 'unwatched' }] });
    expect(await places.read(orgId, 'unwatched', 'file')).toBe('a later secret');
    expect(await places.read(orgId, 'unwatched', 'keychain')).toBe('CANARY-unwatched');
  });
});

describe('an entry that can not be read', () => {
  const { orgId } = watchedApp({});
  it.each([
    ['the current credentials of an app', 'billing-primary', 'Billing', ['Twins'], 3],
    ['credentials that an app had once', 'billing-previous', null, ['Billing', 'Twins'], 1],
    ["a channel's secret", 'ops', null, ['Billing', 'Twins'], 1],
  ])('stays with what belongs to it, and all else is moved: %s', async (_what, key, app, movedApps, left) => {
    const places = await world('file');
    places.damaged.add(`file ${key === 'ops' ? channelSecrets : orgId}/${key}`);
    const moved = await places.move('keychain');
    expect(moved.unreadable.map(({ error, watched }) => [error.code, watched?.app ?? null])).toEqual([
      ['StoreDamaged', app],
    ]);
    expect(moved).toMatchObject({ missing: [], strangers: 2 });
    expect(incomplete(moved, { from: 'file', to: 'keychain' })).toMatchObject({
      ...{ code: 'StoreDamaged', exitCode: 1 },
      safe: expect.stringMatching(/^Left in the file as they are: 1 secret\./),
      actions: expect.arrayContaining([expect.stringContaining('`keyturn store move keychain`')]),
    });
    expect(moved.apps.map((one) => one.app)).toEqual(movedApps);
    expect(places.keysIn('file')).toHaveLength(2 + left);
    expect(places.keysIn('file')).toContain(key);
    places.damaged.clear();
    if (movedApps.length === 1) await expectReadable(places);

    // It can be read again.
    const again = await places.move('keychain');
    expect(again).toMatchObject({ unreadable: [], missing: [] });
    expect(incomplete(again, { from: 'file', to: 'keychain' })).toBeNull();
    expect(places.keysIn('keychain')).toEqual(ours);
    await expectReadable(places);
  });

  it('of nobody that keyturn knows in a keychain is not named', async () => {
    const places = await world('keychain');
    places.damaged.add(`keychain ${orgId}/stranger`);
    expect((await places.move('file')).apps).toHaveLength(2);
  });
});

it.each(['rotation', 'app', storeLease, sealLease, channelSecretsLease])(
  'touches nothing while another process holds the lease: %s',
  async (what) => {
    const places = await world('keychain');
    const [watched] = await places.state.apps.list();
    const ofApp: Record<string, string> = {
      app: `app ${watched?.orgId} Billing`,
      rotation: `rotation ${watched?.orgId} ${watched?.consumerId}`,
    };
    const name = ofApp[what] ?? what;
    const state = places.memory.open(new FakeClock(0));
    const lease = await state.leases.acquire(name);
    await expect(places.move('file', { state })).rejects.toMatchObject({ code: 'AnotherAtWork' });
    expect(places.keysIn('file')).toEqual([]);
    await lease.release();
    // What it had taken until then is free again.
    await (await state.leases.acquire('store move')).release();
  },
);
