import { type PolicyParts, type PolicyProblem, policyProblem } from '../model/policy-problem.ts';
import { day } from '../plain/time.ts';
import { policyProblemWords } from '../words/policy-problems.ts';
import type { Settings } from './settings.ts';

type Policies = Pick<Settings, 'defaults' | 'orgs' | 'apps' | 'stageAheadMs' | 'isStageAheadChosen'>;

const names: Readonly<Record<PolicyProblem['part'], string>> = {
  maxAgeDays: 'maxAge',
  remindDays: 'remind',
  graceDays: 'grace',
};

/** The first policy whose parts contradict each other, with the name of the setting; null without one. */
export function contradiction({ defaults, orgs, apps, stageAheadMs, isStageAheadChosen }: Policies): string | null {
  const stageAheadDays = isStageAheadChosen ? stageAheadMs / day : null;
  const automation = defaults.automation ?? 'stage';
  const places: readonly (readonly [string, PolicyParts])[] = [
    ['defaults', defaults],
    ...Object.entries(orgs).map(([name, policy]) => [`orgs.${name}`, policy] as const),
    ...Object.entries(apps).map(([name, policy]) => [`apps.${name}`, policy] as const),
  ];
  for (const [place, policy] of places) {
    const problem = policyProblem({ automation, ...policy, stageAheadDays });
    if (problem) return `${place}.${names[problem.part]}: ${policyProblemWords(problem)}`;
  }
  return null;
}
