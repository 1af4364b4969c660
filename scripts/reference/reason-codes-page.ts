import { reasons } from '../../src/core/reasons/errors.ts';
import type { Reason } from '../../src/core/reasons/reason.ts';
import { namedDetail } from '../runbook-page.ts';
import { code, heading, pageOf, table } from './markdown.ts';

export function reasonCodesPage(): string {
  const catalog = Object.entries(reasons as Readonly<Record<string, Reason<never>>>);
  const sorted = catalog.toSorted(([one], [other]) => one.localeCompare(other));
  return pageOf([
    ...heading('Reason codes', 'the catalog in `src/core/reasons`'),
    'Every error has a reason code: after the message in the terminal, and in `name` with `--json`. Each code links to the',
    '[runbook](../runbook.md), which says whether integrations are affected and what to do. Words in ‹…› are filled in.',
    '',
    ...table(
      ['reason code', 'exit code', 'message'],
      sorted.map(([name, { exit, message }]) => [
        `[${code(name)}](../runbook.md#${name.toLowerCase()})`,
        `[${exit}](exit-codes.md)`,
        message(namedDetail()),
      ]),
    ),
  ]);
}
