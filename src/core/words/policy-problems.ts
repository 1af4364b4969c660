import type { PolicyProblem } from '../model/policy-problem.ts';
import { countOf } from '../plain/text.ts';

/** Why two parts of a policy can't be used together. */
export function policyProblemWords(problem: PolicyProblem): string {
  const maxAge = `the maximum age of ${countOf(problem.maxAgeDays, 'day')}`;
  switch (problem.part) {
    case 'remindDays':
      return `a reminder ${countOf(problem.days, 'day')} ahead is longer than ${maxAge}`;
    case 'graceDays':
      return `a grace period of ${countOf(problem.days, 'day')} is longer than ${maxAge}`;
    case 'maxAgeDays':
      return `keyturn stages ${countOf(problem.stageAheadDays, 'day')} ahead (the setting stageAhead), which is longer than ${maxAge}`;
  }
}
