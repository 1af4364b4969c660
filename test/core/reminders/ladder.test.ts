import { describe, expect, it } from 'vitest';
import { countdown, type Ladder, nextStepAfter, repeating, stepAt } from '../../../src/core/reminders/ladder.ts';
import { day, noon } from '../automation/app-facts.ts';

const every3Days = repeating(noon, 3);
const aDayLater = repeating(noon, 3, 1);
const twoStepsToTheEnd = countdown(noon, [1, 7], 'over');
const never: Ladder = { steps: [], after: null };
const fromTheAnchor: Ladder = { steps: [], after: { anchor: noon, everyDays: 2, name: (count) => `no. ${count}` } };

describe('the step that was reached last', () => {
  it.each<[string, Ladder, number, string | null, number]>([
    ['nothing a moment before the first', every3Days, noon - 1, null, 0],
    ['the first at its instant', every3Days, noon, '0d', 0],
    ['the first up to the repetition', every3Days, noon + 3 * day - 1, '0d', 0],
    ['the first repetition at its instant', every3Days, noon + 3 * day, '3d', 3],
    ['the last of those that were slept through', every3Days, noon + 10 * day, '9d', 9],
    ['nothing a moment before a late first step', aDayLater, noon + day - 1, null, 0],
    ['a late first step', aDayLater, noon + day, '1d', 1],
    ['a repetition, counted from since', aDayLater, noon + 4 * day, '4d', 4],
    ['the longer of a countdown first', twoStepsToTheEnd, noon - 7 * day, '7d', -7],
    ['the shorter of a countdown later', twoStepsToTheEnd, noon - day, '1d', -1],
    ['the end of a countdown', twoStepsToTheEnd, noon, 'over', 0],
    ['the end of a countdown long after', twoStepsToTheEnd, noon + 99 * day, 'over', 0],
    ['nothing without a step', never, noon, null, 0],
    ['nothing before the first repetition where there is no step', fromTheAnchor, noon + 2 * day - 1, null, 0],
    ['the first repetition where there is no step', fromTheAnchor, noon + 2 * day, 'no. 1', 2],
  ])('is %s', (_title, ladder, at, threshold, days) => {
    expect(stepAt(ladder, at)).toEqual(threshold === null ? null : { at: noon + days * day, threshold });
  });
});

describe('the step after now', () => {
  it.each<[string, Ladder, number, number]>([
    ['the first a moment before it', every3Days, noon - 1, 0],
    ['the first repetition at the first step', every3Days, noon, 3],
    ['the first repetition a moment before it', every3Days, noon + 3 * day - 1, 3],
    ['the second at the first', every3Days, noon + 3 * day, 6],
    ['a late first step, not its repetition', aDayLater, noon, 1],
    ['the next of a countdown', twoStepsToTheEnd, noon - 7 * day, -1],
    ['the first repetition long before the anchor', fromTheAnchor, noon - 9 * day, 2],
    ['never after the end of a countdown', twoStepsToTheEnd, noon, Number.POSITIVE_INFINITY],
    ['never without a step', never, noon, Number.POSITIVE_INFINITY],
  ])('is %s', (_title, ladder, at, days) => {
    expect(nextStepAfter(ladder, at)).toBe(noon + days * day);
  });
});
