import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAndStorePair } from '../../../src/core/acts/pair.ts';
import { createSecretStores } from '../../../src/core/adapters/secret-store/choose.ts';
import { createKeychainStore } from '../../../src/core/adapters/secret-store/keychain.ts';
import type { KeychainClient } from '../../../src/core/adapters/secret-store/keychain-client.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import type { SalesforceOrg, SecretStore, State } from '../../../src/core/ports/ports.ts';
import { channelSecrets } from '../../../src/core/reminders/channel-route.ts';
import { moveSecrets } from '../../../src/core/store-move/move-secrets.ts';
import { forgetKeychain } from '../../../src/core/uninstall/forget-keychain.ts';
import { remainsOf } from '../../../src/core/uninstall/what-stays.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { fakeKeychainProgram } from '../adapters/secret-store/fake-keychain.ts';
import { graceRun, stagedRun } from '../watch/rotations.ts';
import { watchedApp } from '../watch/watched-apps.ts';
import { storesOf } from './folder-stores.ts';
import { memoryStore } from './memory-store.ts';

const clock = new FakeClock(1_800_000_000_000);
const { orgId, app, consumerId } = watchedApp();

class Killed extends Error {}

/** A folder of keyturn with its own state and encrypted file. The keychain is the user's. */
class Home {
  readonly memory = new MemoryState();
  readonly files = new Map<string, string>();
  readonly keychain: SecretStore;
  readonly #user: User;
  readonly #id: string;

  constructor(user: User, id: string) {
    this.#user = user;
    this.#id = id;
    this.keychain = createKeychainStore(user.client, 'keyturn', id);
  }

  get state(): State {
    return this.memory.open(clock);
  }

  /** Watches the app with credentials that both homes have, and has staged its own. */
  async watch(): Promise<void> {
    const store = { kind: 'keychain', reference: '' } as const;
    const [shared, staged] = ['shared', `staged by ${this.#id}`];
    await this.state.apps.save(watchedApp({ consumerKey: shared, store }));
    await this.state.rotations.save(stagedRun({ id: `run of ${this.#id}`, ends: shared, stays: staged }));
    for (const key of [shared, staged]) await this.#put(key);
    await this.#put('ops', channelSecrets);
    await this.state.channelSecrets.save('ops', 'keychain');
  }

  #put(consumerKey: string, org = orgId): Promise<void> {
    const secret = new Secret(`CANARY-${consumerKey}`);
    return this.keychain.put({
      orgId: org,
      app: org === orgId ? app : org,
      consumerKey,
      consumerSecret: secret,
      savedAt: 1,
    });
  }

  /** Saved by an earlier run that the state no longer names. The audit trail says so. */
  async putEarlier(key: string): Promise<void> {
    const about = { orgId, org: 'acme', app, intent: key, detail: { consumerKey: key } };
    await this.state.journal.append({ ...about, action: 'save-pair', event: 'intended' });
    await this.state.journal.append({ ...about, action: 'save-pair', event: 'done' });
    await this.#put(key);
  }

  /** Moves in a process of its own, which dies at the n-th effect in the keychain, in the file or in the state. */
  move(to: 'keychain' | 'file', killAt = 0) {
    this.#user.killAt(killAt);
    const effect = this.#user.effect;
    const file = memoryStore('file', this.files, effect);
    const [from, target] = to === 'file' ? [this.keychain, file] : [file, this.keychain];
    const { state } = this;
    const { apps } = state;
    const guarded = { ...state, apps: { ...apps, save: (one: WatchedApp) => effect(() => apps.save(one)) } };
    return moveSecrets({ state: guarded, from, to: target, channelNames: [], chosen: null });
  }

  uninstall(killAt = 0) {
    this.#user.killAt(killAt);
    return remainsOf(this.state).then((remains) => forgetKeychain(this.keychain, remains));
  }

  /** Everything that the state names can be read from where it says that it is. */
  async expectReadable(): Promise<void> {
    const { state } = this;
    const place = (await state.apps.find(orgId, app, consumerId))?.store?.kind;
    const store = place === 'file' ? memoryStore('file', this.files) : this.keychain;
    for (const key of ['shared', `staged by ${this.#id}`]) {
      expect([this.#id, key, (await store.get(orgId, key))?.consumerSecret.reveal()]).toEqual([
        this.#id,
        key,
        `CANARY-${key}`,
      ]);
    }
    const ops = (await state.channelSecrets.find('ops')) === 'file' ? memoryStore('file', this.files) : this.keychain;
    expect((await ops.get(channelSecrets, 'ops'))?.consumerSecret.reveal()).toBe('CANARY-ops');
  }
}

/** A user of the computer: one keychain, and two homes that watch the same app. */
class User {
  readonly entries = new Map<string, string>();
  effects = 0;
  #killAt = 0;

  readonly client: KeychainClient = {
    set: (_service, account, value) => this.effect(async () => void this.entries.set(account, value)),
    get: async (_service, account) => this.entries.get(account) ?? null,
    remove: (_service, account) => this.effect(async () => this.entries.delete(account)),
    accounts: async () => [...this.entries.keys()],
    probe: async () => undefined,
    check: async () => null,
    close: () => undefined,
  };

  readonly one = new Home(this, 'one');
  readonly other = new Home(this, 'other');

  killAt(at: number): void {
    this.effects = 0;
    this.#killAt = at;
  }

  /** Each effect has two boundaries: before it, and after it. */
  readonly effect = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    this.#boundary();
    const value = await work();
    this.#boundary();
    return value;
  };

  #boundary(): void {
    this.effects += 1;
    if (this.#killAt > 0 && this.effects >= this.#killAt) throw new Killed();
  }

  get keys(): readonly string[] {
    return [...this.entries.keys()].map((account) => account.slice(account.indexOf('/') + 1)).sort();
  }
}

async function user() {
  const both = new User();
  for (const home of [both.one, both.other]) await home.watch();
  return both;
}

const all = ['ops', 'ops', 'shared', 'staged by one', 'staged by other'];

describe('two homes that watch the same app with one keychain', () => {
  it('moves the secrets of one, and leaves the other all that it names', async () => {
    const both = await user();
    const moved = await both.one.move('file');
    expect(moved.apps).toMatchObject([{ consumerKeys: ['shared', 'staged by one', 'staged by other'] }]);
    expect(moved).toMatchObject({ kept: 2, strangers: 0, stuck: null });
    expect(both.keys).toEqual(['ops', 'shared', 'staged by other']);
    await both.one.expectReadable();
    await both.other.expectReadable();
  });

  it('removes shared entries with the last home that moves', async () => {
    const both = await user();
    await both.one.move('file');
    expect(both.keys).toEqual(['ops', 'shared', 'staged by other']);
    expect(await both.other.move('file')).toMatchObject({ kept: 0 });
    expect(both.keys).toEqual([]);
    for (const home of [both.one, both.other]) await home.expectReadable();
  });

  it('notes who uses an entry again when the secrets move back', async () => {
    const both = await user();
    await both.one.move('file');
    await both.one.move('keychain');
    expect(both.keys).toEqual(all);
    await both.other.move('file');
    await both.one.expectReadable();
    expect(both.keys).toEqual(['ops', 'shared', 'staged by one', 'staged by other']);
  });

  it.each(['move', 'uninstall'] as const)('can be killed at every boundary of a %s', async (what) => {
    const act = (home: Home, killAt = 0) => (what === 'move' ? home.move('file', killAt) : home.uninstall(killAt));
    const undisturbed = await user();
    await act(undisturbed.one);
    const { effects } = undisturbed;
    expect(effects).toBeGreaterThan(4);
    for (let killAt = 1; killAt <= effects; killAt += 1) {
      const both = await user();
      await expect(act(both.one, killAt)).rejects.toThrow(Killed);
      both.killAt(0);
      await both.other.expectReadable();
      if (what === 'move') await both.one.expectReadable();
      await act(both.one);
      await both.other.expectReadable();
      expect([killAt, both.keys]).toEqual([killAt, ['ops', 'shared', 'staged by other']]);
    }
  });

  it('removes what an earlier run of this home has saved', async () => {
    const both = await user();
    await both.one.putEarlier('earlier');
    await both.one.move('file');
    expect(both.keys).toEqual(['ops', 'shared', 'staged by other']);
    expect(both.one.files.size).toBe(5);
  });

  it('leaves an entry of the same app that nobody of this home has saved', async () => {
    const both = new User();
    await both.one.watch();
    const value = { org: orgId, app, key: 'unknown', secret: 'CANARY-unknown', savedAt: '2027-01-01T00:00:00.000Z' };
    both.entries.set(`${orgId}/unknown`, JSON.stringify(value));
    expect(await both.one.move('file')).toMatchObject({ kept: 1 });
    expect(both.keys).toEqual(['unknown']);
  });

  it('leaves an entry to a home that found it there when it began to watch', async () => {
    const both = new User();
    await both.one.watch();
    const found = await both.one.keychain.get(orgId, 'shared');
    const org = { orgId, apps: { readPair: async () => found } } as unknown as SalesforceOrg;
    const consumer = { id: consumerId, name: 'main', consumerKey: 'shared' };
    const { keychain: store, state } = both.other;
    const place = { org, app: { id: app, developerName: app }, consumer, store, ports: { state, clock } };
    await readAndStorePair(place, null);
    await both.one.move('file');
    expect(both.keys).toEqual(['shared']);
  });

  it('keeps credentials that one home has deleted in the org for the other', async () => {
    const both = await user();
    await both.other.state.rotations.save(graceRun({ id: 'run of other', ends: 'shared', stays: 'staged by other' }));
    expect(await both.one.keychain.remove(orgId, 'shared')).toBe(false);
    await both.other.expectReadable();
    expect(await both.other.keychain.remove(orgId, 'shared')).toBe(true);
    expect(both.keys).not.toContain('shared');
  });
});

describe('secrets of channels', () => {
  const secretOf = (name: string, text: string) => ({
    ...{ orgId: channelSecrets, app: channelSecrets, consumerKey: name, savedAt: 1 },
    consumerSecret: new Secret(text),
  });
  const read = async ({ keychain }: Home, name: string) =>
    (await keychain.get(channelSecrets, name))?.consumerSecret.reveal() ?? null;

  it('are the own ones of each home, although both gave them the same name', async () => {
    const { one, other, entries } = new User();
    await one.keychain.put(secretOf('team', 'of one'));
    await other.keychain.put(secretOf('team', 'of other'));
    expect([await read(one, 'team'), await read(other, 'team')]).toEqual(['of one', 'of other']);
    expect(await one.keychain.entries()).toEqual([{ orgId: channelSecrets, consumerKey: 'team' }]);
    expect(await one.keychain.remove(channelSecrets, 'team')).toBe(true);
    expect([await read(one, 'team'), await read(other, 'team')]).toEqual([null, 'of other']);
    expect(entries.size).toBe(1);
  });

  it.each([
    ['both', ['one', 'other'], 'shared'],
    ['one alone', ['one'], null],
    ['homes that it does not name', undefined, 'shared'],
  ])(
    'of an earlier version are read as before, until a home sets its own: the entry is of %s',
    async (_whose, homes, left) => {
      const { one, other, entries } = new User();
      const value = { org: channelSecrets, app: channelSecrets, key: 'team', secret: 'shared', homes };
      entries.set('channel/team', JSON.stringify({ ...value, savedAt: '2027-01-01T00:00:00.000Z' }));
      expect(await read(one, 'team')).toBe('shared');
      await one.keychain.put(secretOf('team', 'new'));
      expect([await read(one, 'team'), await read(other, 'team')]).toEqual(['new', left]);
      expect(await one.keychain.remove(channelSecrets, 'team')).toBe(true);
      expect(await read(other, 'team')).toBe(left);
    },
  );
});

it('knows a folder by its real path', async () => {
  const [keychain, folder, other] = [tempFolder(), tempFolder(), tempFolder()];
  fakeKeychainProgram(keychain);
  const link = join(keychain, 'link');
  symlinkSync(folder, link);
  const homes = [folder, link, other].map((path) => createSecretStores(storesOf(path, keychain)));
  const [own, same, third] = await Promise.all(homes.map((stores) => stores.open('keychain')));
  const pair = { orgId, app, consumerKey: 'shared', consumerSecret: new Secret('CANARY'), savedAt: 1 };
  for (const store of [own, third]) await store?.put(pair);
  expect(await same?.remove(orgId, 'shared')).toBe(false);
  expect(await third?.remove(orgId, 'shared')).toBe(true);
  for (const stores of homes) stores.close();
});

it('counts what another home uses as left when keyturn is removed', async () => {
  const both = await user();
  expect(await both.one.uninstall()).toEqual({ removed: 2, shared: 1, unknown: 1 });
  await both.other.expectReadable();
  expect(await both.other.uninstall()).toEqual({ removed: 3, shared: 0, unknown: 0 });
  expect(both.keys).toEqual([]);
});
