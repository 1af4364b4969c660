import { isAbsolute } from 'node:path';
import { parseTarget, type Target } from '../core/model/target.ts';
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
    throw wrongCall(command, '--no-consumers and --deliver can’t be used together');
  return targets;
}

function problemOf({ kind, name }: Target): string | null {
  if (kind === 'unknown') return 'the target must start with file:, exec: or manual:';
  if (name.trim() === '') return `nothing follows ${kind}:`;
  if (kind === 'manual' || isAbsolute(name.trim())) return null;
  // Later runs, such as the daemon's, start in other folders.
  return kind === 'exec' ? 'the program must be an absolute path' : 'the file must be an absolute path';
}
