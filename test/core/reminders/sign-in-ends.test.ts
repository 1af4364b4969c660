import { describe, expect, it } from 'vitest';
import type { Trouble, WatchedApp } from '../../../src/core/model/watched-app.ts';
import { noticesOf, type ReminderFacts } from '../../../src/core/reminders/notices.ts';
import { day, facts, noon } from '../automation/app-facts.ts';

const end = noon + 60 * day;
const dated = { at: end, problem: 'the org ends', cure: 'Move it.' };
const undated = { at: null, problem: "it can't be renewed", cure: 'Sign in with a key.' };

function told(at: number, signInEnding: ReminderFacts['signInEnding'], app: Partial<WatchedApp> = {}) {
  const found = noticesOf({ ...facts(at, { app }), signInEnding: signInEnding ?? null });
  return found.filter(({ kind }) => kind === 'sign-in-ends');
}

describe('an org with an end', () => {
  it.each([
    ['a moment before the first reminder', end - 14 * day - 1, null],
    ['14 days before', end - 14 * day, '14d note'],
    ['a moment before the next', end - 7 * day - 1, '14d note'],
    ['7 days before', end - 7 * day, '7d note'],
    ['3 days before', end - 3 * day, '3d caution'],
    ['a moment before its end', end - 1, '1d caution'],
    ['at its end', end, 'ended caution'],
    ['a year later', end + 365 * day, 'ended caution'],
  ])('%s', (_title, at, expected) => {
    const [one] = told(at, dated);
    expect(one ? `${one.threshold} ${one.severity}` : null).toBe(expected);
  });

  it('is another matter once the end is another', () => {
    const later = { ...dated, at: end + day };
    expect(told(end - day, dated)[0]?.id).not.toBe(told(end, later)[0]?.id);
  });
});

describe('a session that is the last one', () => {
  it('is told of by the name of its sign-in, as another one of the same org may last', () => {
    expect(told(noon, undated, { org: 'my org' })[0]?.id).toMatch(/ sign-in-ends my%20org \d{4}-/);
  });

  it('is told at once, and again after two weeks at the latest', () => {
    const thresholds = Array.from({ length: 29 }, (_, days) => told(noon + days * day, undated)[0]?.threshold);
    const counts = [...Map.groupBy(thresholds, (threshold) => threshold).values()].map(({ length }) => length);
    expect(thresholds).not.toContain(undefined);
    expect(counts.slice(1, -1)).toEqual(counts.slice(1, -1).map(() => 14));
    expect(counts.length).toBeGreaterThanOrEqual(3);
  });

  it('is one notice for all apps of the org, with the cure', () => {
    const [one] = told(noon, undated);
    const [other] = told(noon, undated, { app: 'Mailer', consumerId: '888000000000009AAA', adoptedAt: noon - day });
    expect(one?.id).toBe(other?.id);
    expect(one?.actions).toEqual(['Sign in with a key.']);
  });

  it.each([
    ['SessionExpired', 0],
    ['OrgUnreachable', 1],
  ])('is told beside trouble of the kind %s: %i', (code, expected) => {
    const trouble: Trouble = { code, message: 'It failed', since: noon, triedAt: noon, isPassing: false };
    expect(told(noon, undated, { lastCheck: null, trouble })).toHaveLength(expected);
  });
});

it('is nothing where the sign-in is renewed by itself', () => {
  expect(told(noon, null)).toEqual([]);
});
