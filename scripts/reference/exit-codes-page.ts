import { type ReasonCode, reasons } from '../../src/core/reasons/errors.ts';
import type { ExitCode, Reason } from '../../src/core/reasons/reason.ts';
import { code, heading, pageOf, table } from './markdown.ts';

interface Meaning {
  readonly name: string;
  readonly meaning: string;
}

/** Every exit code of keyturn. */
export const exitCodes: Readonly<Record<0 | ExitCode | 4, Meaning>> = {
  0: { name: 'done', meaning: 'The command did what you asked.' },
  1: { name: 'failed', meaning: 'The command failed. The message says what happened and what to do.' },
  2: {
    name: 'called incorrectly',
    meaning: 'The call is wrong: a flag, a value, a file or an answer. Correct it and run the command again.',
  },
  3: {
    name: 'a person must decide',
    meaning: 'The command stopped because a person must decide or do something. The message says what.',
  },
  4: {
    name: 'needs attention',
    meaning: 'Only with `--exit-code`: the command worked and found something that needs attention.',
  },
  75: {
    name: 'a temporary problem',
    meaning: 'Something is not available at the moment. Run the same command again later.',
  },
  130: {
    name: 'interrupted',
    meaning: 'You interrupted the command. The audit trail records what was started. The error says how to continue.',
  },
};

export function exitCodesPage(): string {
  return pageOf([
    ...heading('Exit codes', 'the catalog in `src/core/reasons`'),
    ...table(
      ['exit code', 'name', 'meaning'],
      Object.entries(exitCodes).map(([exit, { name, meaning }]) => [exit, name, meaning]),
    ),
    '',
    'With `--json`, `status` in the document is the exit code, with two exceptions in which it is 0 because the command itself',
    'worked: exit code 4, and exit code 1 of `keyturn daemon test-notify` when a channel failed.',
    '',
    '## Reason codes by exit code',
    '',
    ...table(
      ['exit code', 'reason codes'],
      Object.entries(codesByExit()).map(([exit, codes]) => [exit, codes.map(link).join(', ')]),
    ),
  ]);
}

function codesByExit(): Readonly<Record<string, readonly ReasonCode[]>> {
  const all = Object.entries(reasons as Readonly<Record<string, Reason<never>>>) as [ReasonCode, Reason<never>][];
  const byExit = Map.groupBy(all, ([, { exit }]) => exit);
  const sorted = [...byExit].toSorted(([one], [other]) => one - other);
  return Object.fromEntries(sorted.map(([exit, entries]) => [exit, entries.map(([name]) => name).toSorted()]));
}

function link(name: ReasonCode): string {
  return `[${code(name)}](../runbook.md#${name.toLowerCase()})`;
}
