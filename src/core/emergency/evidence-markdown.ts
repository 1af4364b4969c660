import type { IncidentDocument } from './incident-document.ts';
import { markdownTable, markdownText as md, moreLine, mostRows, shown } from './markdown.ts';

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What the org told of the time in question; what it did not tell says so, and is no all-clear. */
export function evidenceSections(document: IncidentDocument): readonly Section[] {
  const { addresses, otherSignIns, setupChanges } = document.evidence;
  return [
    { title: 'Sign-ins through the app', lines: addressLines(addresses, document) },
    { title: 'Other sign-ins of the execution user', lines: otherLines(otherSignIns) },
    { title: 'What the execution user changed in Setup', lines: changeLines(setupChanges) },
  ];
}

const notSeen = 'Not seen: see *What can’t be known*. This is no all-clear.';

function addressLines(all: IncidentDocument['evidence']['addresses'], { leak }: IncidentDocument): readonly string[] {
  if (all === null) return [notSeen];
  if (all.length === 0) return [`None from ${shown(leak.since)} to ${shown(leak.lookedUntil)}.`];
  const rows = all.slice(0, mostRows);
  return [
    ...markdownTable(
      ['address', 'first', 'last', 'succeeded', 'failed', 'at a proof of keyturn', 'in the 30 days before'],
      rows.map(({ sourceIp, firstAt, lastAt, succeeded, failed, atOwnProofs, isNew }) => [
        md(sourceIp, 60),
        shown(firstAt),
        shown(lastAt),
        String(succeeded),
        String(failed),
        String(atOwnProofs),
        isNew === null ? 'not known' : isNew ? '**new**' : 'seen',
      ]),
    ),
    ...moreLine(all.length - rows.length),
    '',
    'A sign-in at the time of a proof is probably keyturn’s own; only its address can tell.',
  ];
}

function otherLines(all: IncidentDocument['evidence']['otherSignIns']): readonly string[] {
  if (all === null) return [notSeen];
  if (all.length === 0) return ['None.'];
  const rows = all.slice(0, mostRows);
  return [
    ...markdownTable(
      ['application', 'way', 'first', 'last', 'succeeded', 'failed', 'addresses'],
      rows.map(({ application, way, firstAt, lastAt, succeeded, failed, addresses }) => [
        md(application, 80),
        md(way, 80),
        shown(firstAt),
        shown(lastAt),
        String(succeeded),
        String(failed),
        listed(addresses),
      ]),
    ),
    ...moreLine(all.length - rows.length),
  ];
}

function listed(addresses: readonly string[]): string {
  const few = addresses.slice(0, 10).map((address) => md(address, 60));
  return addresses.length > few.length ? `${few.join(', ')} and ${addresses.length - few.length} more` : few.join(', ');
}

function changeLines(all: IncidentDocument['evidence']['setupChanges']): readonly string[] {
  if (all === null) return [notSeen];
  if (all.length === 0) return ['None that the audit trail lists.'];
  const rows = all.slice(0, mostRows);
  return [
    ...markdownTable(
      ['at', 'section', 'change', 'id'],
      rows.map(({ at, section, display, action, id }) => [
        shown(at),
        md(section, 80),
        md(display || action),
        md(id, 30),
      ]),
    ),
    ...moreLine(all.length - rows.length),
  ];
}
