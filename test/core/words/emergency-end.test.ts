import { describe, expect, it } from 'vitest';
import type { EmergencyOutcome } from '../../../src/core/model/incident.ts';
import { endWords, sumTitles } from '../../../src/core/words/emergency-end.ts';

const done = (refusedAfterMs: number | null, containedAfterMs: number | null = null): EmergencyOutcome => {
  const nextSteps = ['Verify the new credentials: `keyturn check Billing_Sync`.\u001b[31m'];
  return { key: 'billing', ok: true, end: { refusedAfterMs, containedAfterMs, report: '/r.md', nextSteps } };
};
const failed: EmergencyOutcome = {
  key: 'erp',
  ok: false,
  error: { message: 'The vault is shut', safe: 'The pair works.', actions: ['Run `keyturn emergency ERP`.'] },
};

describe('how an emergency came out', () => {
  it('is not called good while nobody has seen the leaked pair refused', () => {
    expect(endWords(done(null), false)).toMatchObject({
      tone: 'caution',
      titles: ["keyturn hasn't verified yet that Salesforce refuses the leaked credentials."],
      short: 'refusal not verified yet',
    });
    expect(endWords(done(null, 1100), false)).toMatchObject({
      tone: 'caution',
      titles: [
        expect.stringContaining("hasn't verified yet that the leaked credentials stay refused"),
        'Every token request was refused after 00:01.1.',
      ],
    });
    expect(endWords(done(2400), false).tone).toBe('good');
  });

  it('names commands that work where it happened, in text that a terminal can show', () => {
    expect(endWords(done(2400), true).steps).toEqual([
      'Verify the new credentials: `keyturn check Billing_Sync --practice`.',
    ]);
    expect(endWords(done(2400), false).steps).toEqual(['Verify the new credentials: `keyturn check Billing_Sync`.']);
    expect(endWords(failed, true)).toMatchObject({
      ...{ tone: 'danger', titles: ['The vault is shut'], safe: 'The pair works.' },
      steps: ['Run `keyturn emergency ERP --practice`.'],
    });
  });

  it('counts of several apps those that are refused and those that are not finished', () => {
    const ends = [endWords(done(2400), false), endWords(done(null), false), endWords(failed, false), null];
    expect(sumTitles(ends)[0]).toBe(
      'Leaked credentials are refused for 1 of 4 apps, the last 00:02.4 after you confirmed; 2 apps are not finished. Run the same command again to continue.',
    );
    expect(sumTitles(ends.slice(0, 2))[0]).toBe(
      'Leaked credentials are refused for 1 of 2 apps, the last 00:02.4 after you confirmed.',
    );
  });
});
