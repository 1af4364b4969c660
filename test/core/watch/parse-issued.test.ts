import { describe, expect, it } from 'vitest';
import { parseIssued } from '../../../src/core/watch/parse-issued.ts';

const now = Date.parse('2026-11-29T08:00:00Z');

describe('the issue date of `keyturn watch --issued`', () => {
  it.each([
    ['2026-09-12', '2026-09-12T00:00:00Z'],
    ['2026-09-12T10:00:00+02:00', '2026-09-12T08:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
  ])('%s is taken', (text, at) => expect(parseIssued(text, now)).toBe(Date.parse(at)));

  it.each(['2026-02-30', '2026-02-31', '2026-02-29', '2026-04-31T10:00:00Z', '2026-13-01', '12.9.2026', ''])(
    '%s is no date',
    (text) => {
      const problem = expect.stringContaining('is not a date');
      expect(() => parseIssued(text, now)).toThrow(
        expect.objectContaining({ code: 'UsageInvalid', exitCode: 2, message: problem }),
      );
    },
  );

  it('is never in the future', () => expect(() => parseIssued('2026-11-30', now)).toThrow('is in the future'));
});
