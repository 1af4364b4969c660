import { cleanLine, type Why, whyLimits, whyOf } from '../core/model/why.ts';
import { whyProblems } from '../core/words/why.ts';
import { type CommandName, commands } from './commands.ts';
import { wrongCall } from './wrong-call.ts';

/** `--ticket` and `--reason` of the commands that have them; null without both. @throws UsageInvalid */
export function whyFlags(name: CommandName | null, options: object): Why | null {
  if (name === null || !('ticket' in commands[name].inputs)) return null;
  const given: Readonly<Record<string, unknown>> = { ...options };
  for (const flag of ['ticket', 'reason'] as const) {
    const text = given[flag];
    if (typeof text === 'string' && cleanLine(text, whyLimits[flag]) === null) throw wrongCall(name, whyProblems(flag));
  }
  return whyOf(given);
}
