import { expect, it } from 'vitest';
import { followTime, orgAheadMs, timing } from '../../../../src/core/adapters/salesforce/org-time.ts';
import { day, minute, second } from '../../../../src/core/plain/time.ts';
import { createTurns } from '../../../../src/core/plain/turns.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

function world() {
  const [turns, clock] = [createTurns(1), new FakeClock(Date.UTC(2027, 0, 1))];
  followTime(turns, clock);
  /** An answer after so many ms, with this date. */
  const answer = (header: string | undefined, after = 0) => {
    const answered = timing(turns);
    clock.advance(after);
    answered(header);
  };
  const dateAt = (ahead: number) => new Date(clock.now() + ahead).toUTCString();
  return { turns, clock, answer, dateAt };
}

it('knows nothing before an answer, and of a queue that nobody follows', () => {
  const { turns } = world();
  expect(orgAheadMs(turns)).toBe(null);
  timing(createTurns(1))(new Date(0).toUTCString());
  expect(orgAheadMs(createTurns(1))).toBe(null);
});

it.each([undefined, '', 'yesterday', '\u001b[31m', '9'.repeat(10_000), 'Fri, 31 Dec 275760 00:00:00 GMT', '-1'])(
  'learns nothing from the date %j',
  (header) => {
    const { turns, answer } = world();
    answer(header);
    expect(orgAheadMs(turns)).toBe(null);
  },
);

it.each([10 * day, -10 * day, 6 * minute, -6 * minute])('sees a clock that is off by %i ms', (ahead) => {
  const { turns, answer, dateAt } = world();
  answer(dateAt(ahead));
  expect(Math.abs((orgAheadMs(turns) ?? 0) - ahead)).toBeLessThanOrEqual(2 * second);
});

it('takes a slow answer for no difference: the org wrote its date at any moment in between', () => {
  const { turns, answer, dateAt } = world();
  answer(dateAt(4 * minute), 8 * minute);
  expect(orgAheadMs(turns)).toBe(0);
});

it('believes no single right answer among wildly changing ones, and recovers when all are right', () => {
  const { turns, answer, dateAt } = world();
  for (const ahead of [0, 400 * day, 0]) answer(dateAt(ahead));
  expect(orgAheadMs(turns)).toBeGreaterThan(399 * day);
  for (let times = 0; times < 3; times += 1) answer(dateAt(0));
  expect(Math.abs(orgAheadMs(turns) ?? day)).toBeLessThan(2 * second);
});
