import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createKeychainStore, keychainService } from '../../../../src/core/adapters/secret-store/keychain.ts';
import {
  createKeychainClient,
  type KeychainClient,
  keychainBrokerUrl,
} from '../../../../src/core/adapters/secret-store/keychain-client.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { fakeKeychainProgram, type KeychainMood } from './fake-keychain.ts';
import { billingPair, canarySecret, inClear } from './pair-fixtures.ts';

const { orgId, consumerKey } = billingPair;

function clientIn(folder: string, mood?: KeychainMood): KeychainClient {
  const client = createKeychainClient({
    env: {},
    isInteractive: false,
    program: fakeKeychainProgram(folder, mood),
    deadlinesMs: { quick: mood?.kind === 'hanging' ? 300 : 120_000, prompt: 120_000 },
  });
  onTestFinished(() => client.close());
  return client;
}

function storeIn(folder: string, mood?: KeychainMood) {
  return createKeychainStore(clientIn(folder, mood), keychainService(false), 'home');
}

describe('the keychain store', () => {
  it('gives back the pair that was put in, also to the next process', async () => {
    const folder = tempFolder();
    await storeIn(folder).put(billingPair);
    expect(inClear(await storeIn(folder).get(orgId, consumerKey))).toEqual(inClear(billingPair));
  });

  it('replaces the entry of the same key and leaves the others', async () => {
    const store = storeIn(tempFolder());
    await store.put(billingPair);
    await store.put({ ...billingPair, consumerKey: 'staged-key' });
    await store.put({ ...billingPair, consumerSecret: new Secret('newer') });
    expect((await store.get(orgId, consumerKey))?.consumerSecret.reveal()).toBe('newer');
    expect(await store.keys(orgId)).toEqual(['staged-key', consumerKey]);
    expect(await store.keys('00D000000000002AAA')).toEqual([]);
  });

  it('forgets a pair that was removed, and removing what is not there is fine', async () => {
    const store = storeIn(tempFolder());
    await store.put(billingPair);
    await store.remove(orgId, consumerKey);
    await store.remove(orgId, consumerKey);
    expect(await store.get(orgId, consumerKey)).toBeNull();
    expect(await store.keys(orgId)).toEqual([]);
  });

  it('says where a person finds the entry', () => {
    const store = storeIn(tempFolder());
    expect(store.reference(orgId, consumerKey)).toBe('service keyturn, account 00D000000000001AAA/3MVG9.billing-key');
    expect(keychainService(true)).toBe('keyturn-practice');
  });

  it('takes an entry as saved only when it reads back the same', async () => {
    const put = storeIn(tempFolder(), { kind: 'forgetful' }).put(billingPair);
    await expect(put).rejects.toMatchObject({
      code: 'PairNotSaved',
      message: expect.stringContaining('reading it back'),
    });
  });

  it('refuses what Windows could not hold', async () => {
    const pair = { ...billingPair, consumerSecret: new Secret('x'.repeat(2_500)) };
    await expect(storeIn(tempFolder()).put(pair)).rejects.toMatchObject({ code: 'PairNotSaved' });
  });

  it('calls an entry damaged that holds something else, without saying what', async () => {
    const folder = tempFolder();
    const store = storeIn(folder);
    await store.put(billingPair);
    const file = join(folder, 'entries.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('\\"key\\"', '\\"kay\\"'));
    const error = await store.get(orgId, consumerKey).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'StoreDamaged' });
    expect(JSON.stringify(error) + String(error)).not.toContain(canarySecret);
  });
});

describe('a locked keychain', () => {
  it.each([
    ['get', (store: ReturnType<typeof storeIn>) => store.get(orgId, consumerKey)],
    ['remove', (store: ReturnType<typeof storeIn>) => store.remove(orgId, consumerKey)],
    ['keys', (store: ReturnType<typeof storeIn>) => store.keys(orgId)],
    ['put', (store: ReturnType<typeof storeIn>) => store.put(billingPair)],
  ])('is not taken for an empty one by %s', async (_name, use) => {
    const folder = tempFolder();
    await storeIn(folder).put(billingPair);
    await expect(use(storeIn(folder, { kind: 'locked' }))).rejects.toMatchObject({
      code: 'KeychainUnavailable',
      message: expect.stringContaining('it is locked'),
      exitCode: 3,
    });
  });
});

describe('a keychain that can not be used', () => {
  it.runIf(process.platform === 'linux').each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'no D-Bus session', 'dbus-run-session'],
    ['Could not connect: No such file or directory', 'is gone', 'dbus-run-session'],
    [
      'The name org.freedesktop.secrets was not provided by any .service files',
      'no Secret Service',
      'apt-get install gnome-keyring',
    ],
    [
      'Object does not exist at path "/org/freedesktop/secrets/collection/login"',
      'no login keyring',
      'gnome-keyring-daemon --unlock',
    ],
    ['Cannot create an item in a locked collection', 'it is locked', 'Unlock'],
    [
      'Failed to load keytar native addon, checked ["../build/Release"] on prebuilds/linux-x64',
      'libsecret is missing',
      'apt-get install libsecret-1-0',
    ],
    ['Something \u001b[31mnew', 'Something new', 'Unlock'],
  ])('because of "%s" is told as "%s" with a cure', async (message, problem, cure) => {
    const probe = clientIn(tempFolder(), { kind: 'failing', message }).probe('keyturn');
    await expect(probe).rejects.toMatchObject({
      code: 'KeychainUnavailable',
      message: expect.stringContaining(problem),
      actions: [expect.stringContaining(cure), expect.stringContaining('--store file')],
    });
  });

  it('because it never answers is ended after the deadline, and a later one is tried anew', async () => {
    const folder = tempFolder();
    const client = createKeychainClient({
      env: {},
      isInteractive: true,
      program: fakeKeychainProgram(folder, { kind: 'hanging' }),
      deadlinesMs: { quick: 300, prompt: 120_000 },
    });
    onTestFinished(() => client.close());
    expect(await client.check('keyturn')).toMatchObject({ problem: expect.stringContaining('does not answer') });
    fakeKeychainProgram(folder);
    await expect(client.probe('keyturn')).resolves.toBeUndefined();
  });

  it('because its helper dies does not take this process with it', async () => {
    await expect(storeIn(tempFolder(), { kind: 'dying' }).put(billingPair)).rejects.toMatchObject({
      code: 'KeychainUnavailable',
      message: expect.stringContaining('SIGKILL'),
    });
  });

  it('because it loses what is written is found out by the canary', async () => {
    const client = clientIn(tempFolder(), { kind: 'forgetful' });
    await expect(client.probe('keyturn')).rejects.toMatchObject({ code: 'KeychainUnavailable' });
    expect(await client.check('keyturn')).toMatchObject({ problem: expect.stringContaining("couldn't be read back") });
  });
});

describe('the helper of the keychain', () => {
  it('is ended half a minute after its last answer, or when it is closed, and started again when it is needed', async () => {
    const folder = tempFolder();
    const client = clientIn(folder);
    const started = join(folder, 'entries.json.started');
    const isStartedBy = async (use: () => Promise<unknown>) => {
      rmSync(started, { force: true });
      await use();
      return existsSync(started);
    };
    const get = () => client.get('keyturn', 'a');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    expect(await isStartedBy(get)).toBe(true);
    for (const _again of [1, 2]) {
      vi.advanceTimersByTime(29_999);
      expect(await isStartedBy(get)).toBe(false);
    }
    vi.advanceTimersByTime(30_000);
    expect(await isStartedBy(get)).toBe(true);
    client.close();
    expect(await isStartedBy(get)).toBe(true);
  });

  it('has a program beside the code that starts it', () => {
    expect(existsSync(keychainBrokerUrl)).toBe(true);
    expect(keychainBrokerUrl.pathname).toMatch(/-broker\.ts$/);
  });

  it('is started with what it needs to find the keychain, and nothing else', async () => {
    vi.stubEnv('SF_ACCESS_TOKEN', canarySecret);
    const needed = ['DBUS_SESSION_BUS_ADDRESS', 'HOME', 'KDE_SESSION_VERSION', 'LC_ALL', 'XDG_RUNTIME_DIR'];
    const folder = tempFolder();
    const client = createKeychainClient({
      env: {
        ...Object.fromEntries(needed.map((name) => [name, '/nowhere'])),
        ...Object.fromEntries(
          ['OTHER', 'MY_HOME', 'HOMEPAGE', 'XDG_', 'XDG_2', 'LC_', 'LC_2', 'KDE_', 'KDE_2'].map((name) => [
            name,
            canarySecret,
          ]),
        ),
        NODE_OPTIONS: '--no-warnings',
      },
      isInteractive: false,
      program: fakeKeychainProgram(folder),
    });
    onTestFinished(() => client.close());
    await createKeychainStore(client, 'keyturn', 'home').put(billingPair);

    const started = readFileSync(join(folder, 'entries.json.started'), 'utf8');
    expect(started).not.toContain(canarySecret);
    expect(Object.keys(JSON.parse(started).env).sort()).toEqual(needed);
  });
});
