import { describe, expect, it } from 'vitest';
import {
  clockText,
  elapsed,
  formatDuration,
  parseDayList,
  parseDays,
  parseDuration,
  relativeTime,
} from '../../../src/core/plain/duration.ts';
import { durationProblem } from '../../../src/core/words/duration-problems.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('reading a duration', () => {
  it.each([
    ['30m', 30 * minute],
    ['12h', 12 * hour],
    ['90d', 90 * day],
    [' 2W ', 14 * day],
    ['3650d', 3650 * day],
  ])('%s', (text, value) => {
    expect(parseDuration(text)).toEqual({ ok: true, value });
  });

  it.each(['', '90', 'd', '-7d', '1.5d', '7 days', '0h', '3651d', '99999999d', '7d;rm'])('refuses %o', (text) => {
    const parsed = parseDuration(text);
    expect(parsed.ok ? '' : durationProblem(parsed.problem)).toMatch(/\S/);
  });
});

describe('reading a number of days', () => {
  it.each([
    ['90d', {}, 90],
    ['2w', {}, 14],
    ['0', { min: 0 }, 0],
    ['0d', { min: 0 }, 0],
    ['1d', {}, 1],
    ['30d', { max: 30 }, 30],
  ])('%s within %o', (text, bounds, value) => {
    expect(parseDays(text, bounds)).toEqual({ ok: true, value });
  });

  it.each([
    ['12h', {}, '"12h" is not a number of days: give one such as 7d or 90d'],
    ['90', {}, '"90" is not a number of days: give one such as 7d or 90d'],
    ['0d', {}, '"0d" is too short: at least 1d'],
    ['31d', { max: 30 }, '"31d" is too long: at most 30d'],
  ])('refuses %s within %o', (text, bounds, problem) => {
    const parsed = parseDays(text, bounds);
    expect(parsed.ok ? null : durationProblem(parsed.problem)).toBe(problem);
  });
});

describe('reading a list of days', () => {
  it('sorts it, longest first, each once', () => {
    expect(parseDayList('7d, 30d,14d,7d,1w')).toEqual({ ok: true, value: [30, 14, 7] });
  });

  it.each(['', '30d,', '30d,soon', Array(21).fill('1d').join(',')])('refuses %o', (text) => {
    expect(parseDayList(text)).toMatchObject({ ok: false });
  });
});

it.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [minute, '1 min'],
  [hour, '1 h'],
  [day - 1, '23 h'],
  [day, '1 day'],
  [3.9 * day, '3 days'],
])('%i ms is %s', (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});

it.each([
  [7_190, '7.1 s', '00:07.1'],
  [59_990, '59.9 s', '00:59.9'],
  [185_900, '3 min 5 s', '03:05.9'],
  [3_599_999, '59 min 59 s', '59:59.9'],
])('%i ms are %s in a report and %s on a screen', (ms, words, clock) => {
  expect([elapsed(ms), clockText(ms)]).toEqual([words, clock]);
});

it.each([
  [7 * day, 'in 7 days'],
  [6.01 * day, 'in 7 days'],
  [day, 'in 1 day'],
  [23.5 * hour, 'in 1 day'],
  [23 * hour, 'in 23 h'],
  [61 * minute, 'in 2 h'],
  [59.5 * minute, 'in 1 h'],
  [15 * minute, 'in 15 min'],
  [30 * second, 'now'],
  [-30 * second, 'now'],
  [-2.9 * hour, '2 h ago'],
  [-4.9 * day, '4 days ago'],
])('an instant %i ms away is %s', (ahead, words) => {
  expect(relativeTime(1_900_000_000_000 + ahead, 1_900_000_000_000)).toBe(words);
});
