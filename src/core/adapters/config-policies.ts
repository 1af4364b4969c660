import { type PolicyParts, type PolicyProblem, policyProblem } from '../model/policy-problem.ts';
import type { SettingProblem } from '../model/setting.ts';
import { day } from '../plain/time.ts';
import { policyProblemWords } from '../words/policy-problems.ts';
import type { Settings } from './settings.ts';

type Policies = Pick<Settings, 'defaults' | 'orgs' | 'apps' | 'stageAheadMs' | 'isStageAheadChosen'>;

const names: Readonly<Record<PolicyProblem['part'], string>> = {
  maxAgeDays: 'maxAge',
  remindDays: 'remind',
  graceDays: 'grace',
};

/** What contradicts each other within a policy, with the name of the setting. */
export function contradictions(policies: Policies): readonly SettingProblem[] {
  const { defaults, orgs, apps, stageAheadMs, isStageAheadChosen } = policies;
  const stageAheadDays = isStageAheadChosen ? stageAheadMs / day : null;
  const automation = defaults.automation ?? 'stage';
  const places: readonly (readonly [readonly string[], PolicyParts])[] = [
    [['defaults'], defaults],
    ...Object.entries(orgs).map(([name, policy]) => [['orgs', name], policy] as const),
    ...Object.entries(apps).map(([name, policy]) => [['apps', name], policy] as const),
  ];
  return places.flatMap(([place, policy]): readonly SettingProblem[] => {
    const problem = policyProblem({ automation, ...policy, stageAheadDays });
    if (!problem) return [];
    const path = [...place, names[problem.part]];
    const message = `${path.join('.')}: ${policyProblemWords(problem)}`;
    return [{ path, kind: 'contradiction', message, line: null, near: null }];
  });
}
