import { describe, expect, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { barredRows, openRows } from './knob-rows.ts';
import { travelAll } from './travel-all.ts';

describe('every pair of answers to what Salesforce leaves open', () => {
  it('ends right, or stops for a good reason and leads out', async () => {
    const { rows, pairs } = openRows();
    const { summary, broken } = await travelAll(rows, () => true);
    figure(`knobs: ${rows.length} journeys cover ${pairs} pairs: ${summary}`);
    expect(broken).toEqual([]);
  }, 120_000);

  it('stops before anything is touched where an answer bars the way, and goes on once it is gone', async () => {
    const { rows, pairs } = barredRows();
    const { summary, broken } = await travelAll(rows, (index) => index % 4 === 0);
    figure(`barring knobs: ${rows.length} journeys cover ${pairs} pairs: ${summary}`);
    expect(broken).toEqual([]);
  }, 120_000);
});
