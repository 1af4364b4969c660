import { defaultPolicy, type RotationPolicy } from '../core/model/watched-app.ts';
import { type Parsed, parseDayList, parseDays } from '../core/plain/duration.ts';
import { durationProblem } from '../core/words/duration-problems.ts';
import type { Call } from './commands.ts';
import { wrongCall } from './wrong-call.ts';

/** The policy from the flags. What they leave out comes from `settings`, then from the default. @throws UsageInvalid */
export function policyOf(
  { maxAge, grace, remind, automation }: Call<'watch'> | Call<'audit'>,
  settings: Partial<RotationPolicy>,
): RotationPolicy {
  const usual = { ...defaultPolicy, ...settings };
  return {
    maxAgeDays: read('--max-age', maxAge, (text) => parseDays(text)) ?? usual.maxAgeDays,
    graceDays: graceOf(grace, 'watch') ?? usual.graceDays,
    remindDays: read('--remind', remind, (text) => parseDayList(text)) ?? usual.remindDays,
    automation: automation ?? usual.automation,
  };
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
