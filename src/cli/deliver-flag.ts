import { isAbsolute } from 'node:path';
import { parseTarget, type Target } from '../core/model/target.ts';
import { wrongCall } from './wrong-call.ts';

/** The targets of `--deliver`. @throws UsageInvalid for one that could never be delivered to, and beside `--no-consumers` */
export function checkedDeliveries(texts: readonly string[], command: string, noConsumers = false): readonly Target[] {
  const targets = texts.map((text) => {
    const target = parseTarget(text);
    const problem = problemOf(target);
    if (problem) throw wrongCall(command, `--deliver ${text}: ${problem}`);
    return target;
  });
  if (noConsumers && targets.length > 0) throw wrongCall(command, '--no-consumers and --deliver contradict each other');
  return targets;
}

function problemOf({ kind, name }: Target): string | null {
  if (kind === 'unknown') return 'it starts with file:, exec: or manual:';
  if (name.trim() === '') return `nothing stands after ${kind}:`;
  if (kind === 'manual' || isAbsolute(name.trim())) return null;
  // Later runs begin in other folders, the daemon's among them.
  return kind === 'exec' ? 'the program is an absolute path' : 'the file is an absolute path';
}
