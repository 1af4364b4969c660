import { describe, expect, it } from 'vitest';
import type { EmergencyOutcome } from '../../../src/core/model/incident.ts';
import { endWords, sumTitles } from '../../../src/core/words/emergency-end.ts';

const done = (refusedAfterMs: number | null, containedAfterMs: number | null = null): EmergencyOutcome => {
  const nextSteps = ['Prove the new pair: `keyturn check Billing_Sync`.\u001b[31m'];
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
      titles: ['Nobody has seen yet that the leaked pair is refused.'],
      short: 'not seen to be refused yet',
    });
    expect(endWords(done(null, 1100), false)).toMatchObject({
      tone: 'caution',
      titles: [expect.stringContaining('nobody has seen yet'), 'Everything was refused after 00:01.1.'],
    });
    expect(endWords(done(2400), false).tone).toBe('good');
  });

  it('names commands that work where it happened, in text that a terminal can show', () => {
    expect(endWords(done(2400), true).steps).toEqual(['Prove the new pair: `keyturn check Billing_Sync --practice`.']);
    expect(endWords(done(2400), false).steps).toEqual(['Prove the new pair: `keyturn check Billing_Sync`.']);
    expect(endWords(failed, true)).toMatchObject({
      ...{ tone: 'danger', titles: ['The vault is shut'], safe: 'The pair works.' },
      steps: ['Run `keyturn emergency ERP --practice`.'],
    });
  });

  it('counts of several apps those that are refused and those that are not finished', () => {
    const ends = [endWords(done(2400), false), endWords(done(null), false), endWords(failed, false), null];
    expect(sumTitles(ends)[0]).toBe(
      '1 of 4 leaked pairs are refused, the last one 00:02.4 after you confirmed; 2 apps are not finished. The same command goes on from there.',
    );
    expect(sumTitles(ends.slice(0, 2))[0]).toBe(
      '1 of 2 leaked pairs are refused, the last one 00:02.4 after you confirmed.',
    );
  });
});
