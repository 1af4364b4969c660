import { describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import type { Message, Notice, Notifier } from '../../src/core/model/notice.ts';
import type { OperatePorts } from '../../src/core/operate/operate-request.ts';
import { address } from '../../src/core/reminders/address.ts';
import type { ChannelRoute } from '../../src/core/reminders/channel-route.ts';
import { type AsOfNow, sendOutgoing } from '../../src/scheduler/send.ts';
import { noon, watchedApp } from '../core/watch/watched-apps.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fromOutside } from '../support/from-outside.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const minute = 60_000;

function notice(id: string, more: Partial<Notice> = {}): Notice {
  const { orgId, org, orgName, app, label, consumerId } = watchedApp();
  const place = { orgId, org, orgName, app, label, consumerId };
  const words = { title: id, text: '', actions: [], since: noon };
  return { id, kind: 'secret-age', threshold: '7d', severity: 'caution', ...place, ...words, ...more };
}

async function world(
  channels: readonly Partial<ChannelRoute>[],
  quietHours: Parameters<typeof address>[2]['book']['quietHours'] = null,
) {
  const clock = new FakeClock(noon);
  const state = await openState({ folder: tempFolder(), clock, actor: 'tester@bench', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  const sent: { channel: string; message: Message }[] = [];
  const down = new Set<string>();
  const routes = channels.map((one) => ({ name: 'one', when: 'always', severity: 'note', ...one }) as ChannelRoute);
  const notifiers = routes.map(
    ({ name }): Notifier => ({
      name,
      send: async (message) => {
        if (down.has(name)) return fromOutside('it is down');
        sent.push({ channel: name, message });
        return null;
      },
    }),
  );
  const ports = { state, clock, chance: () => 0.5, signal: new AbortController().signal } as unknown as OperatePorts;
  const tell = (notices: readonly Notice[], app = watchedApp()) =>
    state.reminders.tell(notices, (fresh) =>
      address(fresh, app, { book: { channels: routes, quietHours }, now: clock.now() }),
    );
  const send = (asOfNow: AsOfNow = async (one) => one) =>
    sendOutgoing({ notifiers }, ports, { didMissSteps: false, isMoreDue: false, asOfNow });
  return { clock, state, sent, down, tell, send };
}

describe('notices on their way', () => {
  it('carry the newest seal of the audit trail, which may be newer than the message', async () => {
    const { state, tell, send, sent } = await world([{}]);
    await tell([notice('a')]);
    await send();
    await state.journal.append({
      ...{ event: 'noted', action: 'watch', intent: 'i', app: null, detail: {} },
      ...{ orgId: watchedApp().orgId, org: 'acme' },
    } as const);
    await tell([notice('b')]);
    await state.seals.use(state.seals.keyOf(state.seals.newKey()));
    await send();
    expect(sent.map(({ message }) => message.seal?.line ?? null)).toEqual([null, 1]);
  });

  it('are told once, whoever finds them again', async () => {
    const { tell, send, sent } = await world([{}]);
    expect(await tell([notice('a'), notice('b')])).toHaveLength(2);
    expect(await tell([notice('a'), notice('b')])).toHaveLength(0);
    await send();
    await send();
    expect(sent.map(({ message }) => message.id)).toEqual(['a', 'b']);
  });

  it('are one message when more than three come together', async () => {
    const { tell, send, sent } = await world([{}]);
    await tell(['a', 'b', 'c', 'd'].map((id) => notice(id)));
    await send();
    expect(sent.map(({ message }) => message.notices.length)).toEqual([4]);
  });

  it('wait for a channel that is down, without keeping the others waiting, and come in order', async () => {
    const { tell, send, sent, down, clock } = await world([{ name: 'one' }, { name: 'two' }]);
    down.add('one');
    await tell([notice('a'), notice('b')]);
    expect((await send()).map(({ channel, status }) => `${channel} ${status}`).sort()).toEqual([
      'one waiting',
      'two sent',
      'two sent',
    ]);
    down.clear();
    clock.advance(2 * minute);
    await send();
    expect(
      sent
        .filter(({ channel }) => channel === 'one')
        .map(({ message }) => message.id)
        .sort(),
    ).toEqual(['a', 'b']);
  });

  it('are left out once they are over, if they only waited for the end of quiet hours', async () => {
    const quiet = { from: '11:00', to: '13:00', timeZone: 'UTC', weekends: false };
    const { tell, send, sent, clock, state } = await world([{}], quiet);
    await tell([notice('a'), notice('b')]);
    clock.advance(120 * minute);
    await send(async (one) => (one.id === 'a' ? null : { ...one, title: 'as it is now' }));
    expect(sent.map(({ message }) => message.notices.map(({ id, title }) => [id, title]))).toEqual([
      [['b', 'as it is now']],
    ]);
    expect(await state.reminders.nextOutgoing(clock.now())).toBe(null);
  });

  it('are left out where a later one of the same matter waits, but for what the daemon did', async () => {
    const { tell, send, sent, down, clock, state } = await world([{}]);
    down.add('one');
    const later = { since: noon + minute };
    await tell([notice('a 7d'), notice('b staged', { kind: 'done-by-daemon', threshold: 'staged' })]);
    await send();
    await tell([
      notice('a 3d', { threshold: '3d', ...later }),
      notice('b rotated', { kind: 'done-by-daemon', threshold: 'rotated', ...later }),
    ]);
    down.clear();
    clock.advance(2 * minute);
    await send();
    expect(sent.flatMap(({ message }) => message.notices.map(({ id }) => id)).sort()).toEqual([
      'a 3d',
      'b rotated',
      'b staged',
    ]);
    expect(await state.reminders.nextOutgoing(clock.now())).toBe(null);
  });

  it('are given up in the end, and for a channel that the settings no longer have', async () => {
    const { tell, send, down, clock, state } = await world([{}]);
    down.add('one');
    await tell([notice('a')]);
    const statuses: string[] = [];
    for (let tries = 0; tries < 20; tries += 1) {
      statuses.push(...(await send()).map(({ status }) => status));
      clock.advance(2 * 86_400_000);
    }
    expect(statuses.at(-1)).toBe('given-up');
    expect(statuses.filter((status) => status === 'given-up')).toHaveLength(1);
    expect(await state.reminders.nextOutgoing(clock.now())).toBe(null);
  });

  it('wait for the end of quiet hours, but for danger', async () => {
    const quiet = { from: '20:00', to: '07:00', timeZone: 'UTC', weekends: false };
    const { tell, send, sent, clock } = await world([{}], quiet);
    clock.advance(9 * 60 * minute);
    await tell([notice('a'), notice('b', { severity: 'danger' })]);
    await send();
    expect(sent.map(({ message }) => message.id)).toEqual(['b']);
    clock.advance(11 * 60 * minute);
    await send();
    expect(sent.map(({ message }) => message.id)).toEqual(['b', 'a']);
  });

  it('go to a second channel only when overdue and nobody is on it', async () => {
    const boss: Partial<ChannelRoute> = { name: 'boss', when: 'overdue' };
    const { tell, send, sent } = await world([boss]);
    const app = watchedApp();
    const acknowledged = { at: noon, by: 'ada', why: '', consumerKey: app.consumerKey };
    const taken = watchedApp({ attention: { snoozedUntil: null, acknowledged } });
    await tell([notice('soon')]);
    await tell([notice('taken', { threshold: 'overdue 1d' })], taken);
    await tell([notice('late', { threshold: 'overdue 2d' })]);
    await send();
    expect(sent.map(({ message }) => message.id)).toEqual(['late']);
  });
});
