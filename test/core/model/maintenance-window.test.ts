import { describe, expect, it } from 'vitest';
import type { MaintenanceWindow } from '../../../src/core/model/calendar.ts';
import { isOpen, nextOpening } from '../../../src/core/model/maintenance-window.ts';

const at = (text: string) => Date.parse(text);
/** Sunday nights, over midnight. 17 January 2027 is a Sunday. */
const sundays: MaintenanceWindow = { from: '22:00', to: '02:00', timeZone: 'Europe/Berlin', days: ['sun'] };
const opensAfter = (now: string, window: MaintenanceWindow) =>
  new Date(nextOpening(at(now), window)).toISOString().slice(0, 16);

describe('a maintenance window', () => {
  const cases: readonly [string, string, boolean][] = [
    ['is shut a moment before it begins', '2027-01-17T20:59:59.999Z', false],
    ['is open when it begins', '2027-01-17T21:00:00Z', true],
    ['is open behind midnight: the day is the one on which it began', '2027-01-18T00:59:59.999Z', true],
    ['is shut when it ends', '2027-01-18T01:00:00Z', false],
    ['is shut behind midnight of a day before', '2027-01-17T00:30:00Z', false],
  ];
  for (const [title, now, open] of cases) it(title, () => expect(isOpen(at(now), sundays)).toBe(open));

  it('is always open where there is none', () => expect(isOpen(at('2027-01-17T20:00Z'), null)).toBe(true));

  it('opens next on the next of its days, an hour earlier by UTC once summer has begun', () => {
    expect(opensAfter('2027-01-17T20:59:59.999Z', sundays)).toBe('2027-01-17T21:00');
    expect(opensAfter('2027-01-17T21:00:00Z', sundays)).toBe('2027-01-24T21:00');
    expect(opensAfter('2027-03-22T12:00:00Z', sundays)).toBe('2027-03-28T20:00');
  });

  it('opens a week later where the change of the clock swallows it', () => {
    const brief: MaintenanceWindow = { from: '02:10', to: '02:50', timeZone: 'Europe/Berlin', days: ['sun'] };
    expect(isOpen(at('2027-03-28T01:00:00Z'), brief)).toBe(false);
    expect(opensAfter('2027-03-22T12:00:00Z', brief)).toBe('2027-04-04T00:10');
  });

  it('without a day never opens', () => {
    expect(nextOpening(at('2027-01-17T21:00Z'), { ...sundays, days: [] })).toBe(Number.POSITIVE_INFINITY);
  });
});
