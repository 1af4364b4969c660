import { markdownTable, markdownText as md, shown } from '../plain/markdown.ts';
import type { IncidentDocument } from './incident-document.ts';

type Address = NonNullable<IncidentDocument['evidence']['addresses']>[number];

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What the org told of the time in question; what it did not tell says so, and is no all-clear. */
export function evidenceSections(document: IncidentDocument): readonly Section[] {
  const { otherSignIns, setupChanges } = document.evidence;
  return [
    { title: 'Sign-ins through the app', lines: addressLines(document) },
    { title: 'Other sign-ins of the execution user', lines: otherLines(otherSignIns) },
    { title: 'What the execution user changed in Setup', lines: changeLines(setupChanges) },
  ];
}

/** A page that is longer is read by nobody; the JSON file holds all of it. */
const mostRows = 200;

/** A table of the first of them, and how many there are more. */
export function longTable<Row>(
  head: readonly string[],
  rows: readonly Row[],
  cells: (row: Row) => readonly string[],
): readonly string[] {
  const more = rows.length - mostRows;
  const table = markdownTable(head, rows.slice(0, mostRows).map(cells));
  return more > 0 ? [...table, '', `${more} more: see the JSON file.`] : table;
}

const notSeen = 'Not seen: see *What can’t be known*. This is no all-clear.';

function addressLines({ evidence, leak }: IncidentDocument): readonly string[] {
  const { addresses, earlier } = evidence;
  if (addresses === null) return [notSeen];
  if (addresses.length === 0) return [`None from ${shown(leak.since)} to ${shown(leak.lookedUntil)}.`];
  const isCompared = earlier === 'seen';
  const head = ['address', 'first', 'last', 'succeeded', 'failed', 'by keyturn'];
  return [
    ...longTable([...head, ...(isCompared ? ['in the 30 days before'] : [])], addresses, (row) => [
      md(row.sourceIp, 60),
      shown(row.firstAt),
      shown(row.lastAt),
      String(row.succeeded),
      String(row.failed),
      byKeyturn(row),
      ...(isCompared ? [row.isNew ? '**new**' : 'seen'] : []),
    ]),
    '',
    ...(isCompared ? [] : [notCompared(earlier, leak), '']),
    'By keyturn: at the instant of one of its proofs, and from the address it works from. At such an instant alone it can’t be told apart; count it as somebody else’s.',
  ];
}

function byKeyturn({ atOwnProofs, byKeyturn: own }: Address): string {
  const others = atOwnProofs - (own ?? 0);
  return others === 0 ? String(own ?? 0) : `${own ? `${own}, and ` : ''}${others} can’t be told apart`;
}

/** Why no address is called new, and what would tell. */
function notCompared(earlier: IncidentDocument['evidence']['earlier'], leak: IncidentDocument['leak']): string {
  const why =
    earlier === 'none'
      ? `the login history shows no sign-in of the execution user in the 30 days before ${shown(leak.since)}, and so nothing to compare with`
      : `what was read of the login history doesn’t reach back before ${shown(leak.since)}`;
  const cure = leak.isSinceTold
    ? ''
    : ' Nobody said since when the pair was out; with `--since <instant>` all that was used before counts as known.';
  return `Which addresses are new can’t be told: ${why}.${cure} Ask the owners of the consumers for theirs.`;
}

function otherLines(all: IncidentDocument['evidence']['otherSignIns']): readonly string[] {
  if (all === null) return [notSeen];
  if (all.length === 0) return ['None.'];
  const head = ['application', 'way', 'first', 'last', 'succeeded', 'failed', 'addresses'];
  return longTable(head, all, ({ application, way, firstAt, lastAt, succeeded, failed, addresses }) => [
    md(application, 80),
    md(way, 80),
    shown(firstAt),
    shown(lastAt),
    String(succeeded),
    String(failed),
    listed(addresses),
  ]);
}

function listed(addresses: readonly string[]): string {
  const few = addresses.slice(0, 10).map((address) => md(address, 60));
  return addresses.length > few.length ? `${few.join(', ')} and ${addresses.length - few.length} more` : few.join(', ');
}

function changeLines(all: IncidentDocument['evidence']['setupChanges']): readonly string[] {
  if (all === null) return [notSeen];
  if (all.length === 0) return ['None that the audit trail lists.'];
  return longTable(['at', 'section', 'change', 'id'], all, ({ at, section, display, action, id }) => [
    shown(at),
    md(section, 80),
    md(display || action),
    md(id, 30),
  ]);
}
