import { type Automation, defaultPolicy, type RotationPolicy } from '../core/model/watched-app.ts';
import { type Parsed, parseDayList, parseDays } from '../core/plain/duration.ts';
import { reason } from '../core/reasons/errors.ts';

type Options = Readonly<Record<string, unknown>>;

/** The rotation policy of the flags, where they are silent of the settings, and else the usual one. @throws UsageInvalid */
export function policyOf(options: Options, settings: Partial<RotationPolicy>): RotationPolicy {
  const usual = { ...defaultPolicy, ...settings };
  return {
    maxAgeDays: read(options.maxAge, '--max-age', (text) => parseDays(text)) ?? usual.maxAgeDays,
    graceDays: read(options.grace, '--grace', (text) => parseDays(text, { min: 0, max: 30 })) ?? usual.graceDays,
    remindDays: read(options.remind, '--remind', (text) => parseDayList(text)) ?? usual.remindDays,
    automation: (options.automation as Automation | undefined) ?? usual.automation,
  };
}

function read<Value>(text: unknown, flag: string, parse: (text: string) => Parsed<Value>): Value | null {
  if (typeof text !== 'string') return null;
  const parsed = parse(text);
  if (parsed.ok) return parsed.value;
  throw reason('UsageInvalid', { problem: `${flag}: ${parsed.problem}`, command: 'watch' });
}
