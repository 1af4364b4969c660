import { describe, expect, it } from 'vitest';
import { noAttention } from '../../../src/core/model/attention.ts';
import type { QuietHours } from '../../../src/core/model/calendar.ts';
import type { Notice } from '../../../src/core/model/notice.ts';
import { address } from '../../../src/core/reminders/address.ts';
import { type ChannelRoute, isSecretName } from '../../../src/core/reminders/channel-route.ts';
import { noticesOf } from '../../../src/core/reminders/notices.ts';
import { dueAt, facts, hour, noon } from '../automation/app-facts.ts';
import { watchedApp } from '../watch/watched-apps.ts';

const [age] = noticesOf(facts(dueAt));
if (!age) throw new Error('there is nothing to tell');
const notice = (fields: Partial<Notice>): Notice => ({ ...age, ...fields });
const route = (fields: Partial<ChannelRoute> = {}): ChannelRoute => ({
  name: 'one',
  when: 'always',
  severity: 'note',
  ...fields,
});
const untilThree: QuietHours = { from: '12:00', to: '15:00', timeZone: 'UTC', weekends: false };

interface Given {
  readonly channel?: Partial<ChannelRoute>;
  readonly acknowledged?: string;
}

function isHeard(fields: Partial<Notice>, { channel, acknowledged }: Given = {}): boolean {
  const attention = acknowledged
    ? { ...noAttention, acknowledged: { at: noon, by: 'ada', why: '', consumerKey: acknowledged } }
    : noAttention;
  const book = { channels: [route(channel)], quietHours: null };
  return address([notice(fields)], watchedApp({ attention }), { book, now: noon }).length > 0;
}

describe('a channel hears', () => {
  it.each([
    ['note', 'note', true],
    ['note', 'caution', false],
    ['note', 'danger', false],
    ['caution', 'note', true],
    ['caution', 'caution', true],
    ['caution', 'danger', false],
    ['danger', 'caution', true],
    ['danger', 'danger', true],
  ] as const)('of a %s where the least is %s: %s', (severity, least, expected) => {
    expect(isHeard({ severity }, { channel: { severity: least } })).toBe(expected);
  });

  it.each([
    ["of the secret's age when it is overdue", { threshold: 'overdue 1d' }, true],
    ['nothing on the day on which it is due', { threshold: 'due' }, false],
    ['nothing of another matter that is overdue', { threshold: 'overdue 1d', kind: 'drift' }, false],
  ] as const)('for what is overdue alone: %s', (_title, fields, expected) => {
    expect(isHeard(fields, { channel: { when: 'overdue' } })).toBe(expected);
  });

  it('nothing that is overdue while somebody is on this pair, and again for another', () => {
    const channel = { when: 'overdue' } as const;
    const { consumerKey } = watchedApp();
    expect(isHeard({ threshold: 'overdue 1d' }, { channel, acknowledged: consumerKey })).toBe(false);
    expect(isHeard({ threshold: 'overdue 1d' }, { channel, acknowledged: '3MVG9other' })).toBe(true);
  });
});

describe('a message goes out', () => {
  const sent = (severity: Notice['severity'], quietHours: QuietHours | null, at = noon) =>
    address([notice({ id: 'a', severity })], watchedApp(), {
      book: { channels: [route(), route({ name: 'two' })], quietHours },
      now: at,
    });

  it('through each channel under a name of its own', () => {
    expect(sent('note', null).map(({ id, channel, nextAt }) => [id, channel, nextAt])).toEqual([
      ['one a', 'one', noon],
      ['two a', 'two', noon],
    ]);
    expect(sent('note', null)[0]?.message).toMatchObject({ id: 'a', at: noon, notices: [{ id: 'a' }] });
  });

  it('after the quiet hours, but for a danger', () => {
    expect(sent('caution', untilThree)[0]?.nextAt).toBe(noon + 3 * hour);
    expect(sent('danger', untilThree)[0]?.nextAt).toBe(noon);
    expect(sent('caution', untilThree, noon + 3 * hour)[0]?.nextAt).toBe(noon + 3 * hour);
  });
});

describe('a message of many', () => {
  it('goes out at once when one of them is a danger', () => {
    const severities = ['danger', 'note', 'note', 'note'] as const;
    const many = severities.map((severity, at) => notice({ id: `${at}`, severity }));
    const sent = address(many, watchedApp(), { book: { channels: [route()], quietHours: untilThree }, now: noon });
    expect(sent.map(({ nextAt }) => nextAt)).toEqual([noon]);
  });
});

describe("the name of a channel's secret", () => {
  it.each([
    ['slack', true],
    ['Slack-2.hook_a', true],
    ['7', true],
    ['a'.repeat(63), true],
    ['a'.repeat(64), false],
    ['', false],
    ['-slack', false],
    ['.slack', false],
    ['sl ack', false],
    ['slack/', false],
  ])('%j: %s', (name, expected) => expect(isSecretName(name)).toBe(expected));
});
