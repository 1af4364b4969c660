import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { setAside } from '../../src/core/adapters/state/set-aside.ts';
import type { Message } from '../../src/core/model/notice.ts';
import type { SelfCheck } from '../../src/core/model/self-check.ts';
import type { CleanText } from '../../src/core/plain/outside-text.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import { address } from '../../src/core/reminders/address.ts';
import type { ChannelRoute } from '../../src/core/reminders/channel-route.ts';
import { readDaemon } from '../../src/core/status/read-daemon.ts';
import { setDaemonAttention } from '../../src/core/watch/attend.ts';
import { tick } from '../../src/scheduler/tick.ts';
import type { TickPorts } from '../../src/scheduler/tick-ports.ts';
import { day, noon, watchedApp } from '../core/watch/watched-apps.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { idleOperate } from '../support/idle-operate.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const hour = 3_600_000;

/** Passes over a real state, with channels that take messages or not, and one org for each app. */
async function world(orgs: readonly string[] = ['acme']) {
  const clock = new FakeClock(noon);
  const folder = tempFolder();
  const state = await openState({ folder, clock, actor: 'tester@bench', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  for (const [index, org] of orgs.entries()) {
    const ids = { orgId: `00D00000000000${index}AAA`, consumerId: `88800000000000${index}AAA` };
    await state.apps.save(
      watchedApp({ ...ids, org, app: `App_${org}`, store: null, issuedAt: noon, adoptedAt: noon, lastCheck: null }),
    );
  }
  const routes: ChannelRoute[] = [
    { name: 'desk', when: 'always', severity: 'note', type: 'desktop' },
    { name: 'ops', when: 'always', severity: 'note', type: 'slack' },
  ];
  const down = new Map<string, string>();
  const told: { readonly at: number; readonly channel: string; readonly message: Message }[] = [];
  const notifiers = routes.map(({ name }) => ({
    name,
    send: async (message: Message) => {
      const problem = down.get(name);
      if (problem !== undefined) return problem as CleanText;
      told.push({ at: clock.now(), channel: name, message });
      return null;
    },
  }));
  const unreachable = new Set<string>();
  const operate = idleOperate({
    state,
    clock,
    openOrg: async (name: string) => {
      if (unreachable.has(name)) throw reason('SignInBroken', { org: name, problem: 'expired' } as never);
      throw new TypeError('not thought of');
    },
  });
  const book = { channels: routes, quietHours: null };
  const ports: TickPorts = {
    operate,
    operateFor: () => operate,
    post: { notifiers, reaches: () => true, address: (fresh, app) => address(fresh, app, { book, now: clock.now() }) },
    addressOwn: (fresh, failing) => {
      const channels = routes.filter(({ name }) => !failing.includes(name));
      return address(fresh, null, { book: { ...book, channels }, now: clock.now() });
    },
    host: 'bench',
    heartbeats: [],
    writeCard: async () => undefined,
    settings: { whole: '', windowOf: () => null, stageAheadDays: 14, checkEveryMs: day },
  };
  const storeIs = (problem: string | null) => {
    const stores: SelfCheck['stores'] = [
      { kind: 'file', found: problem === null ? null : { problem, cure: 'Fix it.' } },
    ];
    return state.daemon.saveCheck({ at: clock.now(), stores, orgs: [] });
  };
  /** What a channel was sent since the last call, about the daemon or an org. */
  const heard = (channel: string, kinds = /store|aside|unconfirmed|channel|unseen|sign-in/) =>
    told
      .splice(0)
      .filter((one) => one.channel === channel)
      .flatMap(({ message }) => message.notices)
      .filter(({ kind }) => kinds.test(kind))
      .map(({ kind, severity, threshold }) => `${kind} ${threshold} ${severity}`);
  return { ports, state, clock, folder, routes, down, told, heard, storeIs, unreachable };
}

describe('a store that does not open', () => {
  it('is reported at once and daily, is danger after three days, and makes no pass good', async () => {
    const here = await world([]);
    await here.storeIs("This passphrase doesn't open identity.age");
    const { problems } = await tick(here.ports);
    expect(problems).toEqual(["the encrypted file doesn't open: This passphrase doesn't open identity.age"]);
    expect(here.heard('desk')).toEqual(['store-closed 0d caution']);
    expect((await tick(here.ports)).notices).toEqual([]);
    for (const [days, severity] of [
      [1, 'caution'],
      [2, 'caution'],
      [3, 'danger'],
    ] as const) {
      here.clock.advance(day);
      await tick(here.ports);
      expect(here.heard('desk')).toEqual([`store-closed ${days}d ${severity}`]);
    }
    await expect(readDaemon(here.state)).resolves.toMatchObject({ lastGoodTickAt: null });
  });

  it('is due for its next step, and no longer once it opens', async () => {
    const here = await world([]);
    await here.storeIs('no');
    await tick(here.ports);
    expect((await here.state.health.read()).nextAt).toBe(here.clock.now() + day);
    await here.storeIs(null);
    const { problems } = await tick(here.ports);
    expect(problems).toEqual([]);
    expect(await here.state.health.read()).toMatchObject({
      troubles: [],
      nextAt: null,
      lastGoodTickAt: here.clock.now(),
    });
  });

  it('is quiet after somebody took it on, until it breaks again', async () => {
    const here = await world([]);
    await here.storeIs('no');
    await tick(here.ports);
    here.heard('desk');
    await setDaemonAttention(here.state, { at: here.clock.now(), by: 'ada', why: '' });
    here.clock.advance(2 * day);
    expect((await tick(here.ports)).problems).toHaveLength(1);
    expect(here.heard('desk')).toEqual([]);
    expect((await here.state.health.read()).nextAt).toBe(null);
    await here.storeIs(null);
    await tick(here.ports);
    here.clock.advance(hour);
    await here.storeIs('no');
    await tick(here.ports);
    expect(here.heard('desk')).toEqual(['store-closed 0d caution']);
  });
});

it('reports a state file that was set aside until somebody says that the watch list is as it should be', async () => {
  const here = await world([]);
  const aside = setAside(join(tempFolder(), 'state.db'), here.clock)?.split('/').at(-1) ?? '';
  for (const end of ['', '-wal']) writeFileSync(join(here.folder, `${aside}${end}`), 'x');
  const { problems } = await tick(here.ports);
  expect(problems).toEqual([`the state file was damaged and moved to ${aside}`]);
  expect(here.heard('ops')).toEqual(['state-set-aside 0d caution']);
  await setDaemonAttention(here.state, { at: here.clock.now(), by: 'ada', why: '' });
  expect((await tick(here.ports)).problems).toEqual([]);
});

describe('a channel that takes no messages', () => {
  it('is reported by the others once it lasts, and only by them', async () => {
    const here = await world([]);
    here.down.set('ops', 'it answered 404');
    await here.storeIs('no');
    await tick(here.ports);
    here.heard('desk');
    here.clock.advance(hour);
    await tick(here.ports);
    expect(here.heard('desk')).toEqual(['channel-failing 0d caution']);
    const waiting = await here.state.reminders.outgoing(here.clock.now() + 10 * day);
    expect(waiting.map(({ message }) => message.notices[0]?.kind)).toEqual(['store-closed']);
    here.down.clear();
    here.clock.advance(hour);
    await tick(here.ports);
    expect((await here.state.health.read()).troubles.map(({ kind }) => kind)).toEqual(['store-closed']);
  });

  it('makes no pass good while no other takes any', async () => {
    const here = await world([]);
    here.down.set('ops', 'no').set('desk', 'no');
    await here.storeIs('no');
    await tick(here.ports);
    await here.storeIs(null);
    expect((await tick(here.ports)).problems).toEqual(['no channel takes messages']);
    here.down.delete('desk');
    here.clock.advance(10 * day);
    await tick(here.ports);
    expect((await tick(here.ports)).problems).toEqual([]);
  });
});

describe('an org that keyturn cannot work in', () => {
  it('leaves a pass good while there is another one, and not if it is the only one', async () => {
    const two = await world(['acme', 'other']);
    two.unreachable.add('acme');
    expect((await tick(two.ports)).problems).toEqual([]);
    const one = await world(['acme']);
    one.unreachable.add('acme');
    expect((await tick(one.ports)).problems).toEqual(['keyturn can work in none of its orgs']);
  });

  it('is quiet after somebody took it on', async () => {
    const here = await world(['acme']);
    here.unreachable.add('acme');
    await tick(here.ports);
    expect(here.heard('desk')).toEqual(['sign-in-broken 0d caution']);
    await setDaemonAttention(here.state, { at: here.clock.now(), by: 'ada', why: '' });
    here.clock.advance(2 * day);
    await tick(here.ports);
    expect(here.heard('desk')).toEqual([]);
  });

  it('is reported after three days without a check that worked, also if each ends with a defect', async () => {
    const here = await world(['acme']);
    // Until the third midnight.
    for (let hours = 0; hours < 60; hours += 6) {
      await tick(here.ports);
      here.clock.advance(6 * hour);
    }
    expect(here.heard('desk')).toEqual([]);
    await tick(here.ports);
    expect(here.heard('desk')).toEqual(['org-unseen 2027-03-04 caution']);
  });
});

it('does not report an org as unseen of which another app was checked since', async () => {
  const here = await world(['acme']);
  here.clock.advance(4 * day);
  const lastCheck = { at: here.clock.now() - hour, drift: [] };
  const ids = { orgId: '00D000000000000AAA', consumerId: '888000000000009AAA' };
  await here.state.apps.save(watchedApp({ ...ids, org: 'acme', app: 'Other', store: null, issuedAt: noon, lastCheck }));
  await tick(here.ports);
  expect(here.heard('desk')).toEqual([]);
});

it('says in a digest when the last good pass was', async () => {
  const here = await world([]);
  await tick(here.ports);
  const lastGoodTickAt = here.clock.now();
  here.clock.advance(hour);
  await here.storeIs('no');
  await tick(here.ports);
  expect(here.told.map(({ message }) => message.lastGoodTickAt)).toEqual([lastGoodTickAt, lastGoodTickAt]);
});

it('tells every channel that a person must confirm the state', async () => {
  const here = await world([]);
  const installation = { ...here.state.installation, unconfirmed: () => 'restored' as const, mayAct: () => false };
  await tick({ ...here.ports, operate: { ...here.ports.operate, state: { ...here.state, installation } } });
  expect(here.heard('desk')).toEqual(['state-unconfirmed 0d caution']);
  await tick(here.ports);
  expect((await here.state.health.read()).troubles).toEqual([]);
});
