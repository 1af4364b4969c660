import { describe, expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { answerLeaks } from './emergency-knob-journeys.ts';
import { barredEmergencyRows, openEmergencyRows } from './emergency-knob-rows.ts';

describe('an emergency under every pair of answers to what Salesforce leaves open', () => {
  it('ends right', async () => {
    const { rows, pairs } = openEmergencyRows();
    const { summary, broken } = await answerLeaks(rows);
    figure(`emergency, knobs: ${rows.length} journeys cover ${pairs} pairs: ${summary}`);
    expect(broken).toEqual([]);
  }, 240_000);

  it('stops where an answer bars the way, and ends right once that is gone', async () => {
    const { rows } = barredEmergencyRows();
    const { summary, broken } = await answerLeaks(rows);
    figure(`emergency, barring knobs: ${rows.length} journeys: ${summary}`);
    expect(broken).toEqual([]);
  }, 120_000);
});
