import { expect, it } from 'vitest';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import { insideLines } from '../../../src/core/doctor/daemon-lines.ts';
import type { SecretStore } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { readDaemon } from '../../../src/core/status/read-daemon.ts';
import { checkSelfIfDue, type SelfCheckPorts } from '../../../src/core/watch/self-check.ts';
import { selfCheckWords } from '../../../src/core/words/self-check.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { day, watchedApp } from './watched-apps.ts';

const unlock = { problem: 'it is locked', cure: 'Unlock it.' };

async function world() {
  const clock = new FakeClock();
  const state = await openState({ folder: tempFolder(), clock, actor: 'tester', appSettings: noAppSettings });
  const asked: string[] = [];
  const trouble = new Set<string>();
  const ports: SelfCheckPorts = {
    state,
    clock,
    chosen: null,
    openStore: async (kind) => {
      asked.push(kind);
      if (trouble.has(kind)) throw reason('KeychainUnavailable', unlock);
      return {} as SecretStore;
    },
    openOrg: async (name) => ({
      facts: async () => {
        asked.push(name);
        if (trouble.has(name)) throw reason('SignInBroken', { org: name, problem: 'expired' });
        return {} as never;
      },
    }),
  };
  const keychain = { kind: 'keychain', reference: 'x' } as const;
  await state.apps.save(watchedApp({ store: keychain }));
  await state.apps.save(watchedApp({ app: 'Mailer', consumerId: '2', store: keychain }));
  await state.apps.save(watchedApp({ app: 'Loader', consumerId: '3', org: 'beta', store: null }));
  const noTick = { lastTickAt: null, nextTickAt: null, lastGoodTickAt: null, lastFailure: null };
  const start = () => state.daemon.save({ pid: 1, startedAt: clock.now(), ...noTick });
  await start();
  return { ports, state, clock, asked, trouble, start };
}

it('looks at each watched org once a day and at every start, and at each store that is used in every pass', async () => {
  const { ports, clock, asked, start } = await world();
  const looks = async () => {
    asked.length = 0;
    await checkSelfIfDue(ports);
    return [...asked].sort();
  };
  const all = ['acme', 'beta', 'keychain'];
  expect(await looks()).toEqual(all);
  expect(await looks()).toEqual(['keychain']);
  clock.advance(day - 1);
  expect(await looks()).toEqual(['keychain']);
  clock.advance(1);
  expect(await looks()).toEqual(all);
  clock.advance(1);
  await start();
  expect(await looks()).toEqual(all);
  // A clock that was set back does not keep it from looking.
  clock.advance(-1);
  expect(await looks()).toEqual(all);
});

it('sees in the next pass that a store no longer opens, and that it opens again', async () => {
  const { ports, state, trouble } = await world();
  const found = async () => {
    await checkSelfIfDue(ports);
    return (await state.daemon.lastCheck())?.stores.map((one) => one.found?.problem ?? null);
  };
  expect(await found()).toEqual([null]);
  trouble.add('keychain');
  expect(await found()).toEqual([expect.stringContaining('it is locked')]);
  trouble.clear();
  expect(await found()).toEqual([null]);
});

it("looks at the stores of channels' secrets, and at the one that new pairs would go to", async () => {
  const { ports, state, asked } = await world();
  await state.channelSecrets.save('ops', 'file');
  await checkSelfIfDue({ ...ports, chosen: 'file' });
  expect([...asked].sort()).toEqual(['acme', 'beta', 'file', 'keychain']);
});

it('keeps what it found for others to read, while that daemon runs', async () => {
  const { ports, state, clock, trouble } = await world();
  const lease = await state.leases.acquire('daemon');
  await checkSelfIfDue(ports);
  clock.advance(180_000);
  const { selfCheck } = await readDaemon(state);
  if (!selfCheck) throw new Error('nothing was kept');
  expect(selfCheckWords(selfCheck)).toBe('keychain reachable; acme signed in; beta signed in');
  expect(insideLines(selfCheck, clock.now()).map(({ status, finding }) => [status, finding])).toEqual([
    ['ok', 'checked 3 min ago from inside the daemon: keychain reachable; acme signed in; beta signed in'],
  ]);

  trouble.add('keychain').add('beta');
  clock.advance(day);
  await checkSelfIfDue(ports);
  const found = (await readDaemon(state)).selfCheck;
  expect(found && insideLines(found, clock.now()).map(({ id, status, cure }) => [id, status, cure])).toEqual([
    ['inside-keychain', 'failed', 'Unlock it.'],
    ['inside-sign-in', 'failed', expect.any(String)],
  ]);
  await lease.release();
  expect((await readDaemon(state)).selfCheck).toBeNull();
});

it('keeps nothing when it is told to leave', async () => {
  const { ports, state } = await world();
  const openOrg = async () => {
    throw reason('Interrupted', { doing: 'asking' });
  };
  await expect(checkSelfIfDue({ ...ports, openOrg })).rejects.toMatchObject({ code: 'Interrupted' });
  expect(await state.daemon.lastCheck()).toBeNull();
});
