import { describe, expect, it } from 'vitest';
import { day, hour, minute } from '../../../src/core/plain/time.ts';
import { failedCheckWords, nextCheckWords } from '../../../src/core/words/daemon.ts';

const now = Date.UTC(2026, 10, 30, 14, 3);

describe('the next check', () => {
  it.each([
    [now + 4 * minute, 'next check in 4 min'],
    [now, 'next check due now'],
    [now - minute, 'next check due now'],
    [now - 2 * minute, 'next check overdue since 14:01 UTC'],
    [now - 3 * hour, 'next check overdue since 11:03 UTC'],
    [now - 76 * day, 'next check overdue since 15 Sep'],
  ])('%s is never promised in the past: %s', (at, words) => expect(nextCheckWords(at, now)).toBe(words));
});

it('a failed check is told with its reason', () => {
  expect(failedCheckWords({ at: now - 5 * minute, problem: 'the disk is full.' }, now)).toBe(
    'The daemon is running, but its last check failed 5 min ago: the disk is full.',
  );
  expect(failedCheckWords({ at: now, problem: 'the disk is full' }, now)).toContain('failed just now: ');
});
