import { describe, expect, it } from 'vitest';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { calendarOf } from '../../../src/core/reminders/ics.ts';
import { statusOf } from '../../../src/core/status/status.ts';
import { day, noon, watchedApp } from '../watch/watched-apps.ts';

const calendar = (...apps: readonly Partial<WatchedApp>[]) =>
  calendarOf(
    apps.map((app) => statusOf(watchedApp(app), null, noon)),
    noon,
  );
const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');

describe('the calendar of due dates', () => {
  it('is empty and whole without an app', () => {
    const lines = calendar().split('\r\n');
    expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR', '']);
    expect(lines).toContain('VERSION:2.0');
  });

  it('has an all-day event for each app, on the day on which it is due', () => {
    const lines = unfolded(calendar({}, { consumerId: '888x', issuedAt: noon + day }));
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2);
    expect(lines).toEqual(
      expect.arrayContaining([
        'DTSTART;VALUE=DATE:20270530',
        'DTEND;VALUE=DATE:20270531',
        'DTSTART;VALUE=DATE:20270531',
        'DTSTAMP:20270301T120000Z',
      ]),
    );
  });

  it('is one that every calendar program reads', () => {
    expect(unfolded(calendar({}))).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//keyturn//due dates//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      'X-WR-CALNAME:keyturn',
      'BEGIN:VEVENT',
      'UID:due-00D000000000001AAA-888000000000001AAA@keyturn',
      'DTSTAMP:20270301T120000Z',
      'DTSTART;VALUE=DATE:20270530',
      'DTEND;VALUE=DATE:20270531',
      'SUMMARY:Secret of Billing Sync is due (Acme Corp)',
      expect.stringMatching(/^DESCRIPTION:.{20}/),
      'CATEGORIES:keyturn',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  it('keeps the event of an app when its date moves', () => {
    const uid = (text: string) => unfolded(text).filter((line) => line.startsWith('UID:'));
    expect(uid(calendar({ issuedAt: noon + 9 * day, consumerKey: 'other' }))).toEqual(uid(calendar({})));
    expect(uid(calendar({ consumerId: '888x' }))).not.toEqual(uid(calendar({})));
  });

  it("escapes what means something in a calendar, and carries no line of the org's own", () => {
    const lines = unfolded(calendar({ label: 'A;B,C\\D\r\nBEGIN:VEVENT' }));
    expect(lines).toContain('SUMMARY:Secret of A\\;B\\,C\\\\D BEGIN:VEVENT is due (Acme Corp)');
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1);
  });

  it('folds at 75 octets without cutting a character in two, and ends every line with CRLF', () => {
    const label = `${'ä'.repeat(40)}${'🗝'.repeat(30)}`;
    const text = calendar({ label });
    const sizes = text.split('\r\n').map((line) => Buffer.byteLength(line));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(75);
    expect(Math.max(...sizes)).toBeGreaterThan(70);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text).not.toContain('\ufffd');
    expect(Buffer.from(text).toString()).toBe(text);
    expect(unfolded(text)).toContain(`SUMMARY:Secret of ${label} is due (Acme Corp)`);
  });

  it.each(['a', 'ä', '\u0800', 'ﬀ', '\u{10000}', '🗝'])(
    'puts as many of %s into a line as there is room for',
    (character) => {
      const text = calendar({ label: character.repeat(150) });
      const label = text.split('\r\n').filter((line) => line.includes(character.repeat(10)));
      for (const line of label.slice(0, -1)) {
        const left = 75 - Buffer.byteLength(line);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left).toBeLessThan(Buffer.byteLength(character));
      }
      expect(label.length).toBeGreaterThan(1);
    },
  );
});
