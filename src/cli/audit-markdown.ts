import type { AuditedApp, AuditReport, Finding } from '../core/audit/report.ts';
import { plainText, shortKey } from '../core/plain/text.ts';
import { isoInstant } from '../core/plain/time.ts';
import { describeFlow, findingCounts } from './audit-text.ts';

/** An audit as a Markdown page, for a ticket or a wiki. */
export function auditMarkdown(report: AuditReport): readonly string[] {
  const { at, org, instanceUrl, apps, findings, unseen } = report;
  return [
    `# External Client Apps of ${cell(org.name)}`,
    '',
    `${isoInstant(at)}, read as ${cell(org.person.username)} from ${instanceUrl}. Nothing was changed.`,
    '',
    `${findingCounts(report)}.`,
    '',
    '| app | flow | runs as | other flows | slot | watched |',
    '|---|---|---|---|---|---|',
    ...apps.map(appRow),
    ...section('The org', findings),
    ...apps.flatMap((app) => section(app.summary.label || app.summary.developerName, app.findings)),
    ...(unseen.length > 0 ? ['', '## Not seen', '', ...unseen.map((what) => `- ${cell(what)}`)] : []),
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
      ? 'not seen'
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

/** Text from an org can't become markup. */
function cell(untrusted: string): string {
  return plainText(untrusted, 400).replace(/[\\`*_[\]<>|#]/g, (character) => `\\${character}`);
}
