import type { AuditedApp, AuditedFlow, AuditReport, Finding } from '../core/audit/report.ts';
import { type Severity, severities } from '../core/model/severity.ts';
import { fold } from '../core/plain/fold.ts';
import { markdownText } from '../core/plain/markdown.ts';
import { countOf, plainText, sentenceText, shortKey } from '../core/plain/text.ts';
import { isoInstant } from '../core/plain/time.ts';
import { untouchedWords } from '../core/words/untouched.ts';
import { bold, type TextLine } from '../ui/paint.ts';
import { table } from './table.ts';

const symbols: Readonly<Record<Severity, string>> = { danger: '■', caution: '▲', note: '·' };

/**
 * An audit for a terminal: one line for each app, then the findings, the worst first.
 * @param width for sentences, in columns
 * @param say adapts the commands in a sentence, for example adds `--practice`
 * @param columns of the terminal: table columns that don't fit are left out; null for all of them
 */
export function auditText(
  report: AuditReport,
  width: number,
  say: (sentence: string) => string = (sentence) => sentence,
  columns: number | null = null,
): readonly TextLine[] {
  const { org, apps, unseen } = report;
  const groups = groupsOf(report);
  const on = apps.filter(({ flow }) => flow.state === 'on').length;
  return [
    bold(`${plainText(org.name)} · ${org.person.username} · ${org.kind}`),
    `${countOf(apps.length, 'External Client App')}, ${on} with the client credentials flow on.`,
    untouchedWords.nothingWas,
    '',
    ...flowTable(apps, columns),
    ...groups.flatMap((group) => groupLines(group, { width, say })),
    ...(unseen.length > 0 ? ['', bold('Not checked')] : []),
    ...unseen.flatMap((what) => fold(sentenceText(what), Math.max(40, width), { first: '  · ', rest: '    ' })),
    '',
    findingCounts(groups.map(({ finding }) => finding)),
  ];
}

/** One finding and all apps that have it. */
interface Group {
  readonly finding: Finding;
  /** Labels; empty for a finding about the whole org. */
  readonly apps: readonly string[];
}

function groupsOf({ findings, apps }: AuditReport): readonly Group[] {
  const groups = new Map<string, { finding: Finding; apps: string[] }>();
  for (const { summary, findings: own } of apps) {
    for (const finding of own) {
      const key = `${finding.code} ${finding.sentence}`;
      const group = groups.get(key) ?? { finding, apps: [] };
      group.apps.push(summary.label || summary.developerName);
      groups.set(key, group);
    }
  }
  const all: Group[] = [...findings.map((finding) => ({ finding, apps: [] })), ...groups.values()];
  return severities.flatMap((severity) => all.filter(({ finding }) => finding.severity === severity));
}

function groupLines(
  { finding: { severity, sentence, cure }, apps }: Group,
  { width, say }: { readonly width: number; readonly say: (sentence: string) => string },
): readonly string[] {
  const few = 5;
  const names = apps.slice(0, few).map((name) => plainText(name, 40));
  const more = apps.length > few ? ` and ${apps.length - few} more` : '';
  const where = apps.length > 0 ? `${names.join(', ')}${more}: ` : '';
  return [
    '',
    ...fold(`${where}${say(sentenceText(sentence))}`, Math.max(40, width), {
      first: `${symbols[severity]} `,
      rest: '  ',
    }),
    ...(cure ? fold(say(sentenceText(cure)), Math.max(40, width), { first: '  → ', rest: '    ' }) : []),
  ];
}

/** ■ 1 danger · ▲ 2 cautions · 3 notes */
function findingCounts(all: readonly Finding[]): string {
  const count = (severity: Severity) => all.filter((finding) => finding.severity === severity).length;
  return `■ ${countOf(count('danger'), 'danger')} · ▲ ${countOf(count('caution'), 'caution')} · ${countOf(count('note'), 'note')}`;
}

function describeFlow({ state }: AuditedFlow): string {
  return { on: 'on', 'half-on': 'half on', off: 'off', 'oauth-disabled': 'OAuth is off', unknown: 'unknown' }[state];
}

/** In a long list, apps whose flow is off and that have no findings are only counted. */
function flowTable(apps: readonly AuditedApp[], columns: number | null): readonly TextLine[] {
  const few = 20;
  const isTold = ({ flow, findings }: AuditedApp) => flow.state !== 'off' || findings.length > 0;
  const shown = apps.length <= few ? apps : apps.filter(isTold);
  const left = apps.length - shown.length;
  if (apps.length === 0) return [];
  return [
    ...table(
      ['', 'app', 'flow', 'runs as', 'watched'],
      shown.map((app) => [
        app.findings[0] ? symbols[app.findings[0].severity] : '✔',
        plainText(app.summary.label || app.summary.developerName, 24),
        describeFlow(app.flow),
        app.flow.runsAs ? plainText(app.flow.runsAs, 34) : '—',
        app.isWatched ? 'yes' : 'no',
      ]),
      columns,
    ),
    ...(left > 0 ? [`  … and ${countOf(left, 'app')} with the flow off`] : []),
  ];
}

/** An audit as a Markdown page, for a ticket or a wiki. */
export function auditMarkdown(report: AuditReport): readonly string[] {
  const { at, org, instanceUrl, apps, findings, unseen } = report;
  return [
    `# External Client Apps of ${cell(org.name)}`,
    '',
    `${isoInstant(at)}, read as ${cell(org.person.username)} from \`${instanceUrl}\`. ${untouchedWords.nothingWas}`,
    '',
    `${findingCounts([...findings, ...apps.flatMap((app) => app.findings)])}.`,
    '',
    '| app | flow | runs as | other flows | staging slot | watched |',
    '|---|---|---|---|---|---|',
    ...apps.map(appRow),
    ...section('The org', findings),
    ...apps.flatMap((app) => section(app.summary.label || app.summary.developerName, app.findings)),
    ...(unseen.length > 0 ? ['', '## Not checked', '', ...unseen.map((what) => `- ${cell(what)}`)] : []),
  ];
}

function appRow({ summary, flow, otherFlows, consumers, isWatched }: AuditedApp): string {
  const slots = consumers?.flatMap(({ slot }) => slot ?? []) ?? null;
  const cells = [
    cell(summary.label || summary.developerName),
    describeFlow(flow),
    flow.runsAs ? cell(flow.runsAs) : '—',
    otherFlows.length > 0 ? cell(otherFlows.join('; ')) : '—',
    slots === null
      ? 'unknown'
      : slots.map(({ state, consumerKey }) => `${state} ${cell(shortKey(consumerKey ?? '?'))}`).join(', ') || 'free',
    isWatched ? 'yes' : 'no',
  ];
  return `| ${cells.join(' | ')} |`;
}

function section(title: string, findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  return [
    '',
    `## ${cell(title)}`,
    '',
    ...findings.map(
      ({ severity, code, sentence, cure }) =>
        `- **${severity}** (${code}): ${cell(sentence)}${cure ? ` ${cell(cure)}` : ''}`,
    ),
  ];
}

function cell(untrusted: string): string {
  return markdownText(untrusted, 400);
}
