import { fitted, policyProblem } from '../core/model/policy-problem.ts';
import { defaultPolicy, type RotationPolicy } from '../core/model/watched-app.ts';
import { type Parsed, parseDayList, parseDays } from '../core/plain/duration.ts';
import { day } from '../core/plain/time.ts';
import { durationProblem } from '../core/words/duration-problems.ts';
import { policyProblemWords } from '../core/words/policy-problems.ts';
import type { Call } from './commands.ts';
import { wrongCall } from './wrong-call.ts';

export type PolicyFlags = Partial<Pick<Call<'watch'> | Call<'audit'>, 'maxAge' | 'grace' | 'remind' | 'automation'>>;

/**
 * The policy from the flags. What they leave out comes from `settings`, then from the default, fitted into the maximum age.
 * @throws UsageInvalid also for parts that contradict each other
 */
export function policyOf(
  { maxAge, grace, remind, automation }: PolicyFlags,
  settings: Partial<RotationPolicy>,
  stageAheadDays: number | null,
): RotationPolicy {
  const usual = { ...defaultPolicy, ...settings };
  const maxAgeDays = read('--max-age', maxAge, (text) => parseDays(text)) ?? usual.maxAgeDays;
  const { graceDays, remindDays } = maxAge === undefined ? usual : fitted(usual, maxAgeDays);
  const policy: RotationPolicy = {
    maxAgeDays,
    graceDays: graceOf(grace, 'watch') ?? graceDays,
    remindDays: read('--remind', remind, (text) => parseDayList(text)) ?? remindDays,
    automation: automation ?? usual.automation,
  };
  // A policy that no flag changes is as it was before.
  const isNew = [maxAge, grace, remind, automation].some((flag) => flag !== undefined);
  const problem = isNew ? policyProblem({ ...policy, stageAheadDays }) : null;
  if (problem) throw wrongCall('watch', policyProblemWords(problem));
  return policy;
}

interface StageAhead {
  readonly stageAheadMs: number;
  readonly isStageAheadChosen: boolean;
}

/** The setting `stageAhead` in days; null if nobody chose it. */
export function chosenStageAhead(settings: StageAhead): number | null {
  const { stageAheadMs, isStageAheadChosen } = settings;
  return isStageAheadChosen ? stageAheadMs / day : null;
}

/** Days; null without the flag. @throws UsageInvalid */
export function graceOf(grace: string | undefined, command: string): number | null {
  return read('--grace', grace, (text) => parseDays(text, { min: 0, max: 30 }), command);
}

function read<Value>(
  ...[flag, text, parse, command = 'watch']: [string, string | undefined, (text: string) => Parsed<Value>, string?]
): Value | null {
  if (text === undefined) return null;
  const parsed = parse(text);
  if (parsed.ok) return parsed.value;
  throw wrongCall(command, `${flag}: ${durationProblem(parsed.problem)}`);
}
