import { expect, it } from 'vitest';
import { auditDocument } from '../../src/cli/audit-document.ts';
import { auditMarkdown, auditText } from '../../src/cli/audit-text.ts';
import type { AuditedApp, AuditReport, Finding } from '../../src/core/audit/report.ts';
import { unstyled } from '../../src/ui/paint.ts';
import { fromOutside } from '../support/from-outside.ts';

const finding = (severity: Finding['severity'], sentence: string): Finding =>
  ({ severity, code: 'AllUsersPermitted', sentence, cure: 'Fix it.' }) as Finding;

function app(developerName: string, ...findings: Finding[]): AuditedApp {
  const flow = { state: 'on', runsAs: null };
  const summary = { developerName, label: developerName };
  return { summary, flow, findings, otherFlows: [], consumers: [], isWatched: false } as unknown as AuditedApp;
}

const [wide, shared] = [finding('note', 'All users may authorize.'), finding('caution', 'One user for all apps.')];
const report = {
  at: 0,
  org: { name: 'Acme', person: { username: 'ada@acme.example' }, kind: 'production' },
  instanceUrl: 'https://acme.example',
  apps: [app('A', wide, shared), app('B', wide), app('C', wide)],
  findings: [finding('danger', 'Secrets are open.')],
  unseen: [],
} as unknown as AuditReport;

it('counts in its last line what it lists: a finding of several apps once', () => {
  const lines = auditText(report, 80).map(unstyled);
  const listed = (mark: string) => lines.filter((line) => line.startsWith(`${mark} `) && line.endsWith('.')).length;
  expect([listed('■'), listed('▲'), listed('·')]).toEqual([1, 1, 1]);
  expect(lines.at(-1)).toBe('■ 1 danger · ▲ 1 caution · 1 note');
});

it('leaves out the last columns of its table where they do not fit', () => {
  const heads = (columns: number | null) =>
    unstyled(auditText(report, 80, undefined, columns)[4] ?? '')
      .split(/ {2,}/)
      .filter(Boolean);
  expect(heads(null)).toEqual(['app', 'flow', 'runs as', 'watched']);
  expect(heads(24)).toEqual(['app', 'flow', 'runs as']);
});

it('links nothing in Markdown that an org says', () => {
  const hostile = finding('note', 'See https://evil.example and www.evil.example [x](y) <b>');
  const org = { ...report.org, name: fromOutside('http://a.example') };
  const page = auditMarkdown({ ...report, findings: [hostile], org }).join('\n');
  const isCode = /`(?:http:\/\/a\.example|https:\/\/evil\.example|www\.evil\.example)`/g;
  expect(page.match(isCode)).toHaveLength(3);
  expect(page.replaceAll(isCode, '')).not.toMatch(/(?<!`)https?:\/\/|www\.|(?<!\\)[[<]/);
});

it('lists and counts in Markdown the findings of each app by themselves', () => {
  const lines = auditMarkdown(report);
  expect(lines.filter((line) => line.startsWith('- **note**'))).toHaveLength(3);
  expect(lines).toContain('■ 1 danger · ▲ 1 caution · 3 notes.');
});

it('names at most a hundred apps of a user in its document, so that it grows with the number of apps alone', () => {
  const otherApps = Array.from({ length: 1_000 }, (_, number) => fromOutside(`App_${number}`));
  const user = { username: 'all@acme.example', powers: [], otherApps };
  const apps = otherApps.map((name) => ({ ...app(name), executionUser: user }) as unknown as AuditedApp);
  const document = auditDocument({ ...report, org: { ...report.org, id: '00D', isSandbox: false }, apps });
  expect(document.apps[7]?.executionUser).toMatchObject({ apps: otherApps.slice(0, 100), appCount: 1_000 });
  expect(JSON.stringify(document).length).toBeLessThan(2_000_000);
});
