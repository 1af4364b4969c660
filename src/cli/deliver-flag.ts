import { isAbsolute } from 'node:path';
import { wrongCall } from './wrong-call.ts';

/** The targets of `--deliver`. @throws UsageInvalid for one that could never be delivered to, and beside `--no-consumers` */
export function checkedDeliveries(targets: readonly string[], command: string, noConsumers = false): readonly string[] {
  for (const target of targets) {
    const problem = problemOf(target);
    if (problem) throw wrongCall(command, `--deliver ${target}: ${problem}`);
  }
  if (noConsumers && targets.length > 0) throw wrongCall(command, '--no-consumers and --deliver contradict each other');
  return targets;
}

function problemOf(target: string): string | null {
  const colon = target.indexOf(':');
  const kind = target.slice(0, colon);
  const rest = target.slice(colon + 1).trim();
  if (colon < 0 || !['file', 'exec', 'manual'].includes(kind)) return 'it starts with file:, exec: or manual:';
  if (rest === '') return `nothing stands after ${kind}:`;
  if (kind === 'manual' || isAbsolute(rest)) return null;
  // Later runs begin in other folders, the daemon's among them.
  return kind === 'exec' ? 'the program is an absolute path' : 'the file is an absolute path';
}
