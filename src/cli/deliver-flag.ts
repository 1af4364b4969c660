import { parseTarget, type Target, targetProblem } from '../core/model/target.ts';
import { targetProblems } from '../core/words/deliveries.ts';
import { wrongCall } from './wrong-call.ts';

/** The targets of `--deliver`. @throws UsageInvalid for an impossible target, and together with `--no-consumers` */
export function checkedDeliveries(texts: readonly string[], command: string, noConsumers = false): readonly Target[] {
  const targets = texts.map((text) => {
    const target = parseTarget(text);
    const problem = problemOf(target);
    if (problem) throw wrongCall(command, `--deliver ${text}: ${problem}`);
    return target;
  });
  if (noConsumers && targets.length > 0)
    throw wrongCall(command, "--no-consumers and --deliver can't be used together");
  return targets;
}

function problemOf(target: Target): string | null {
  const problem = targetProblem(target);
  return problem === 'no-name' ? `nothing follows ${target.kind}:` : problem && targetProblems[problem];
}
