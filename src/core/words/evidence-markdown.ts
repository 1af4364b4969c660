import { markdownTable, markdownText as md, shown } from '../plain/markdown.ts';
import type { IncidentDocument } from './incident-document.ts';

type Address = NonNullable<IncidentDocument['evidence']['addresses']>[number];

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What the org shows of the time in question. Missing data is named: it is not an all-clear. */
export function evidenceSections(document: IncidentDocument): readonly Section[] {
  const { otherSignIns, setupChanges } = document.evidence;
  return [
    { title: 'Sign-ins through the app', lines: addressLines(document) },
    { title: 'Seen addresses, compared with the list of known ones', lines: comparedLines(document) },
    { title: 'Other sign-ins of the execution user', lines: otherLines(otherSignIns) },
    { title: 'What the execution user changed in Setup', lines: changeLines(setupChanges) },
  ];
}

/** Nobody reads a longer table. The JSON file has all rows. */
const mostRows = 200;

/** A table of the first rows, and the number of rows left out. */
export function longTable<Row>(
  head: readonly string[],
  rows: readonly Row[],
  cells: (row: Row) => readonly string[],
): readonly string[] {
  const more = rows.length - mostRows;
  const table = markdownTable(head, rows.slice(0, mostRows).map(cells));
  return more > 0 ? [...table, '', `${more} more: see the JSON file.`] : table;
}

const notSeen = "Not available: see *What keyturn can't know*. This is not an all-clear.";

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
    "By keyturn: at the time of one of its own token requests, and from its own address. A sign-in that matches only the time is unclear: treat it as somebody else's.",
  ];
}

/** Nothing without a list. */
function comparedLines({ evidence, leak }: IncidentDocument): readonly string[] {
  const { comparedAddresses: compared } = evidence;
  if (compared === null) return [];
  const { listed: lines, addresses } = compared;
  if (addresses === null) return [notSeen];
  if (addresses.length === 0) return [`No sign-in from ${shown(leak.since)} to ${shown(leak.lookedUntil)}.`];
  const head = ['address', 'on the list', 'first', 'last', 'succeeded', 'failed'];
  return [
    `All sign-ins of the execution user, through any app. The list has ${lines === 1 ? '1 line' : `${lines} lines`}.`,
    '',
    ...longTable(head, addresses, (row) => [
      md(row.sourceIp, 60),
      row.isKnown ? 'yes' : row.isKeyturns ? 'no; only keyturn' : '**no**',
      shown(row.firstAt),
      shown(row.lastAt),
      String(row.succeeded),
      String(row.failed),
    ]),
  ];
}

function byKeyturn({ atOwnProofs, byKeyturn: own }: Address): string {
  const others = atOwnProofs - (own ?? 0);
  return others === 0 ? String(own ?? 0) : `${own ? `${own}, ` : ''}${others} unclear`;
}

/** Why keyturn can't tell which addresses are new, and what helps. */
function notCompared(earlier: IncidentDocument['evidence']['earlier'], leak: IncidentDocument['leak']): string {
  const why =
    earlier === 'none'
      ? `the login history shows no sign-in of the execution user in the 30 days before ${shown(leak.since)}`
      : `the part of the login history that keyturn read starts after ${shown(leak.since)}`;
  const cure = leak.isSinceTold
    ? ''
    : ' If you know when the credentials leaked, give it with `--since <instant>`: addresses used before then count as known.';
  return `keyturn can't tell which addresses are new: ${why}.${cure} Ask the owners of the consumers for their addresses.`;
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
  if (all.length === 0) return ['None in the setup audit trail.'];
  return longTable(['at', 'section', 'change', 'id'], all, ({ at, section, display, action, id }) => [
    shown(at),
    md(section, 80),
    md(display || action),
    md(id, 30),
  ]);
}
