import { describe, expect, it } from 'vitest';
import { fitted, type PolicyParts, policyProblem } from '../../../src/core/model/policy-problem.ts';
import { defaultPolicy } from '../../../src/core/model/watched-app.ts';
import { policyProblemWords } from '../../../src/core/words/policy-problems.ts';

describe('a policy whose parts contradict each other', () => {
  const cases: readonly (readonly [PolicyParts, string | null])[] = [
    [defaultPolicy, null],
    [{ maxAgeDays: 30, remindDays: [100, 7] }, 'a reminder 100 days ahead is longer than the maximum age of 30 days'],
    [{ maxAgeDays: 30, remindDays: [30] }, null],
    [{ maxAgeDays: 1, graceDays: 2 }, 'a grace period of 2 days is longer than the maximum age of 1 day'],
    [
      { maxAgeDays: 10, automation: 'stage', stageAheadDays: 14 },
      'keyturn stages 14 days ahead (the setting stageAhead), which is longer than the maximum age of 10 days',
    ],
    [{ maxAgeDays: 10, automation: 'remind', stageAheadDays: 14 }, null],
    [{ maxAgeDays: 10, automation: 'stage', stageAheadDays: null }, null],
    [{ remindDays: [400] }, null],
  ];
  it.each(cases)('%j: %s', (parts, expected) => {
    const problem = policyProblem(parts);
    expect(problem && policyProblemWords(problem)).toBe(expected);
  });

  it("doesn't come from parts that nobody chose: they fit a shorter maximum age", () => {
    for (const maxAgeDays of [1, 5, 20, 90, 365]) {
      expect(policyProblem({ ...fitted(defaultPolicy, maxAgeDays), maxAgeDays })).toBeNull();
    }
    expect(fitted(defaultPolicy, 20).remindDays).toEqual([14, 7, 3, 1]);
  });
});
