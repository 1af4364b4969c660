import { describe, expect, it } from 'vitest';
import type { QuietHours } from '../../../src/core/model/calendar.ts';
import { quietUntil } from '../../../src/core/reminders/quiet-hours.ts';

const at = (text: string) => Date.parse(text);
const hours = (timeZone: string, from: string, to: string, weekends = false): QuietHours => ({
  from,
  to,
  timeZone,
  weekends,
});
const until = (now: string, quiet: QuietHours) => {
  const end = quietUntil(at(now), quiet);
  return end === null ? null : new Date(end).toISOString().slice(0, 16);
};

describe('quiet hours', () => {
  it('are never, where nobody asked for them', () => {
    expect(quietUntil(at('2027-01-12T02:00Z'), null)).toBeNull();
  });

  const berlin = hours('Europe/Berlin', '22:00', '07:00');
  const york = hours('America/New_York', '22:00', '07:00');
  const lordHowe = hours('Australia/Lord_Howe', '22:00', '07:00');
  // São Paulo put its clock forward at midnight as long as it had a summer time.
  const paulo = hours('America/Sao_Paulo', '22:00', '07:00');
  const cases: readonly [string, string, QuietHours, string | null][] = [
    ['begin on the minute', '2027-01-12T21:00:00Z', berlin, '2027-01-13T06:00'],
    ['not a moment earlier', '2027-01-12T20:59:59.999Z', berlin, null],
    ['last to the last moment', '2027-01-13T05:59:59.999Z', berlin, '2027-01-13T06:00'],
    ['end on the minute', '2027-01-13T06:00:00Z', berlin, null],
    ['in Berlin end an hour earlier when summer begins', '2027-03-27T21:00Z', berlin, '2027-03-28T05:00'],
    ['in Berlin end an hour later when summer ends', '2027-10-30T20:00Z', berlin, '2027-10-31T06:00'],
    ['in New York end an hour earlier when summer begins', '2027-03-14T03:00Z', york, '2027-03-14T11:00'],
    ['in New York end an hour later when summer ends', '2027-11-07T02:00Z', york, '2027-11-07T12:00'],
    ['on Lord Howe end half an hour earlier when summer begins', '2027-10-02T11:30Z', lordHowe, '2027-10-02T20:00'],
    ['on Lord Howe end half an hour later when summer ends', '2027-04-03T11:00Z', lordHowe, '2027-04-03T20:30'],
    ['in São Paulo end an hour earlier when summer began', '2018-11-04T01:00Z', paulo, '2018-11-04T09:00'],
    ['in São Paulo end an hour later when summer ended', '2018-02-18T00:00Z', paulo, '2018-02-18T10:00'],
    ['in São Paulo do as all winter, today', '2027-11-07T01:00Z', paulo, '2027-11-07T10:00'],
  ];
  for (const [title, now, quiet, end] of cases) it(title, () => expect(until(now, quiet)).toBe(end));

  it('that begin in an hour that is skipped begin when the clock is put forward', () => {
    const night = hours('Europe/Berlin', '02:30', '05:00');
    expect(until('2027-03-28T00:59:59Z', night)).toBeNull();
    expect(until('2027-03-28T01:00:00Z', night)).toBe('2027-03-28T03:00');
  });

  it('that lie in a skipped hour as a whole are left out for once', () => {
    const night = hours('Europe/Berlin', '02:10', '02:50');
    expect(until('2027-03-28T01:00:00Z', night)).toBeNull();
    expect(until('2027-03-29T00:10:00Z', night)).toBe('2027-03-29T00:50');
  });

  it("that begin in an hour that comes twice begin with the first and don't end in between", () => {
    const night = hours('Europe/Berlin', '02:30', '05:00');
    expect(until('2027-10-31T00:29:59Z', night)).toBeNull();
    expect(until('2027-10-31T00:30:00Z', night)).toBe('2027-10-31T04:00');
    expect(until('2027-10-31T01:10:00Z', night)).toBe('2027-10-31T04:00');
  });
});

describe('quiet weekends', () => {
  const berlin = hours('Europe/Berlin', '22:00', '07:00', true);
  // 16 and 17 January 2027 are a Saturday and a Sunday.
  const cases: readonly [string, string, string | null][] = [
    ['join the evening of Friday with the morning of Monday', '2027-01-15T21:00Z', '2027-01-18T06:00'],
    ['are not before that evening', '2027-01-15T20:59Z', null],
    ['are all of Saturday', '2027-01-16T11:00Z', '2027-01-18T06:00'],
    ['are all of Sunday', '2027-01-17T11:00Z', '2027-01-18T06:00'],
    ['are over on Monday morning', '2027-01-18T06:00Z', null],
    ['are an hour shorter when summer begins', '2027-03-27T11:00Z', '2027-03-29T05:00'],
  ];
  for (const [title, now, end] of cases) it(title, () => expect(until(now, berlin)).toBe(end));

  it('begin with the first moment of Saturday, also where there is no midnight', () => {
    const noNights = hours('America/Sao_Paulo', '12:00', '12:30', true);
    expect(until('2018-11-03T02:59Z', noNights)).toBeNull();
    expect(until('2018-11-03T03:00Z', noNights)).toBe('2018-11-05T02:00');
  });
});
