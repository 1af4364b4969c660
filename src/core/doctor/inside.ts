import type { SelfCheck } from '../model/self-check.ts';
import { relativeTime } from '../plain/duration.ts';
import { plainText } from '../plain/text.ts';
import { selfCheckWords } from '../watch/self-check.ts';
import { type DoctorLine, machineLine } from './line.ts';

/** What the daemon found where it runs, which may be another world than this terminal. */
export function insideLines(check: SelfCheck, now: number): readonly DoctorLine[] {
  const when = `checked ${relativeTime(check.at, now)} from inside the daemon`;
  const problems = [
    ...check.stores.map(({ kind, found }) => ({ id: `inside-${kind}`, what: '', found })),
    ...check.orgs.map(({ org, found }) => ({ id: 'inside-sign-in', what: `${plainText(org)}: `, found })),
  ].flatMap(({ id, what, found }) =>
    found === null
      ? []
      : [
          machineLine(id, 'In the daemon', {
            status: 'failed',
            finding: `${what}${found.problem} (${when})`,
            cure: found.cure,
          }),
        ],
  );
  if (problems.length > 0) return problems;
  return [machineLine('inside', 'In the daemon', { status: 'ok', finding: `${when}: ${selfCheckWords(check)}` })];
}
