import { describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import type { Message, Notice } from '../../src/core/model/notice.ts';
import { defaultPolicy, type RotationPolicy } from '../../src/core/model/watched-app.ts';
import { address } from '../../src/core/reminders/address.ts';
import type { ChannelRoute } from '../../src/core/reminders/channel-route.ts';
import { tick } from '../../src/scheduler/tick.ts';
import type { TickPorts } from '../../src/scheduler/tick-ports.ts';
import { day, noon, watchedApp } from '../core/watch/watched-apps.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fromOutside } from '../support/from-outside.ts';
import { idleOperate } from '../support/idle-operate.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const minute = 60_000;
const channels: readonly ChannelRoute[] = [{ name: 'log', when: 'always', severity: 'note' }];

/** A daemon over apps that were issued at noon and are due after 90 days, with one channel. */
async function world(names: readonly string[]) {
  const clock = new FakeClock(noon);
  const state = await openState({ folder: tempFolder(), clock, actor: 'tester@bench', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  for (const [index, app] of names.entries()) {
    const consumerId = `888000000${String(index).padStart(6, '0')}AAA`;
    const policy: RotationPolicy = { ...defaultPolicy, automation: 'remind' };
    const lastCheck = { at: noon, drift: [] };
    await state.apps.save(watchedApp({ app, consumerId, policy, issuedAt: noon, lastCheck }));
  }
  const sent: Message[] = [];
  const down = { now: false };
  const operate = idleOperate({ state, clock });
  const ports: TickPorts = {
    operate,
    operateFor: () => operate,
    post: {
      reaches: () => true,
      notifiers: [
        {
          name: 'log',
          send: async (message) => {
            if (down.now) return fromOutside('it is down');
            sent.push(message);
            return null;
          },
        },
      ],
      address: (fresh, app) => address(fresh, app, { book: { channels, quietHours: null }, now: clock.now() }),
    },
    addressOwn: () => [],
    host: 'bench',
    heartbeats: [],
    writeCard: async () => undefined,
    settings: { whole: '', windowOf: () => null, stageAheadDays: 14, checkEveryMs: 1000 * day },
  };
  const next = async () => (await state.due.next(clock.now())) ?? Number.POSITIVE_INFINITY;
  const isDue = async () => (await next()) <= clock.now();
  /** What the daemon does while nobody touches the clock. */
  const live = async (days: number) => {
    for (const end = clock.now() + days * day; ; ) {
      const at = Math.max(await next(), clock.now() + minute);
      if (at > end) return;
      clock.advance(at - clock.now());
      await tick(ports);
    }
  };
  await tick(ports);
  sent.length = 0;
  return { ports, clock, state, sent, down, live, isDue, tick: () => tick(ports) };
}

const ages = (message: Message | undefined) =>
  message?.notices
    .filter(({ kind }) => kind === 'secret-age')
    .map(({ app, threshold }: Notice) => `${app} ${threshold}`);

describe('after the clock jumped', () => {
  it.each([[['One']], [['One', 'Two']], [['One', 'Two', 'Three', 'Four', 'Five']]])(
    'forward over many reminders of %j, one message has everything that is due',
    async (names) => {
      const here = await world(names);
      await here.live(3);
      here.sent.length = 0;
      here.clock.advance(97 * day);
      expect(await here.isDue()).toBe(true);
      await here.tick();
      expect(here.sent).toHaveLength(1);
      expect(ages(here.sent[0])?.toSorted()).toEqual(names.map((name) => `${name} overdue 10d`).toSorted());
      await here.tick();
      await here.live(0.2);
      expect(here.sent).toHaveLength(1);
    },
  );

  it('forward, one message has what is due of more apps than a tick takes', async () => {
    const here = await world(Array.from({ length: 201 }, (_, index) => `App_${index}`));
    await here.tick();
    here.sent.length = 0;
    here.clock.advance(100 * day);
    await here.tick();
    expect(here.sent).toEqual([]);
    here.clock.advance(minute);
    expect(await here.isDue()).toBe(true);
    await here.tick();
    expect(here.sent).toHaveLength(1);
    expect(ages(here.sent[0])).toHaveLength(201);
    await here.live(0.2);
    expect(here.sent).toHaveLength(1);
  });

  it('forward, no message waits longer than a quarter of an hour for the other apps', async () => {
    const here = await world(Array.from({ length: 401 }, (_, index) => `App_${index}`));
    for (let rest = 0; rest < 2; rest += 1) await here.tick();
    here.sent.length = 0;
    here.clock.advance(100 * day);
    await here.tick();
    expect(here.sent).toEqual([]);
    here.clock.advance(16 * minute);
    await here.tick();
    expect(ages(here.sent[0])).toHaveLength(400);
  });

  it('back again, apps are looked at at once, one message at most goes out, and later reminders come in time', async () => {
    const here = await world(['One', 'Two']);
    await here.live(3);
    here.clock.advance(97 * day);
    await here.tick();
    here.sent.length = 0;
    here.clock.advance(-97 * day);
    expect(await here.isDue()).toBe(true);
    await here.tick();
    expect(here.sent.length).toBeLessThanOrEqual(1);
    expect(await here.isDue()).toBe(false);
    await here.live(84);
    const told = here.sent.flatMap(ages).toSorted();
    expect(told).toEqual(expect.arrayContaining(['One 30d', 'One 14d', 'One 7d', 'Two 30d', 'Two 14d', 'Two 7d']));
  });

  it('back again, a message that waited for a channel is sent, and not at the later time', async () => {
    const here = await world(['One', 'Two']);
    here.down.now = true;
    here.clock.advance(100 * day);
    await here.tick();
    here.clock.advance(-100 * day);
    here.down.now = false;
    await here.tick();
    expect(here.sent).toHaveLength(1);
    expect(await here.state.reminders.nextOutgoing(here.clock.now())).toBe(null);
  });

  it('while a message waited for a channel, only the latest reminder of each app is sent', async () => {
    const here = await world(['One', 'Two']);
    await here.live(59);
    here.down.now = true;
    await here.live(2);
    here.clock.advance(39 * day);
    here.sent.length = 0;
    here.down.now = false;
    await here.tick();
    expect(here.sent).toHaveLength(1);
    expect(ages(here.sent[0])?.toSorted()).toEqual(['One overdue 10d', 'Two overdue 10d']);
  });
});
