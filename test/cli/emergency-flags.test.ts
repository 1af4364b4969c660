import { describe, expect, it } from 'vitest';
import { checkSince, emergencyFlags } from '../../src/cli/emergency/wishes.ts';

const now = Date.UTC(2026, 10, 27, 6);
const since = (text: string) => checkSince(emergencyFlags('Billing_Sync', { since: text }), now);

describe('--since', () => {
  it.each(['2026-11-20', '2026-11-20T08:00:00Z', '2026-11-27T07:00:00+02:00'])('takes %s', (text) => {
    expect(() => since(text)).not.toThrow();
  });
  it.each([
    ['yesterday', 'a date or an instant'],
    ['2026-11-31', 'a date or an instant'],
    ['2026-02-30T10:00:00Z', 'a date or an instant'],
    ['2030-01-01T00:00:00Z', 'lies in the future'],
  ])('refuses %s: %s', (text, problem) => {
    expect(() => since(text)).toThrow(problem);
  });
});
