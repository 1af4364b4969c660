import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../../../src/core/model/journal.ts';
import { historyText, kindsOf } from '../../../src/core/words/history.ts';

const begun = Date.UTC(2026, 10, 29, 22, 59);

type Given = Partial<JournalLine> & Pick<JournalLine, 'action' | 'event'>;

/** Lines a minute apart. */
function trail(...lines: Given[]) {
  return lines.map((line, index): JournalLine => {
    const place = {
      orgId: '00D000000000001',
      org: 'acme',
      app: 'Billing_Sync',
      actor: 'ada@host',
      hash: '',
      chain: 'c1',
    };
    return { ...place, line: index + 1, at: begun + index * 60_000, intent: `i${index}`, detail: {}, ...line };
  });
}

function told(...given: Given[]) {
  const lines = trail(...given);
  return historyText(lines, { kindOf: kindsOf(lines), timeZone: 'UTC' });
}
const rotation = { rotation: 'r1' };
const begin = { action: 'begin-rotation', event: 'noted', detail: { ...rotation, kind: 'rotate' } } as const;

describe('the story of the audit trail', () => {
  it('tells a run in one paragraph, an act in one line, and the day where it changes', () => {
    expect(
      told(
        begin,
        { action: 'stage', event: 'intended', intent: 's', detail: rotation },
        { action: 'stage', event: 'noted', intent: 's', detail: { ...rotation, consumerKey: 'k' } },
        { action: 'stage', event: 'done', intent: 's', detail: rotation, actor: 'otto@host', at: begun + 91 * 60_000 },
      ),
    ).toEqual([
      'Rotation of Billing_Sync in acme · 29 Nov 2026 · ada@host',
      '  22:59:00  Rotation started',
      '  30 Nov 2026, 00:30:00  New credentials staged · otto@host',
    ]);
  });

  it('says what failed and why, and what nobody knows yet', () => {
    const failed = { action: 'rotate', intent: 'x', detail: { ...rotation, reason: 'OrgRefused' } } as const;
    expect(
      told(
        begin,
        { ...failed, event: 'intended' },
        { ...failed, event: 'failed' },
        { action: 'stage', event: 'intended', detail: rotation },
      ).slice(2),
    ).toEqual([
      '  23:01:00  Promoting the new credentials failed: OrgRefused',
      '  23:02:00  Staging new credentials: outcome unknown',
    ]);
  });

  it('tells an act once, also where its beginning is left out', () => {
    const lines = trail(
      begin,
      { action: 'stage', event: 'noted', intent: 's', detail: rotation },
      { action: 'stage', event: 'done', intent: 's', detail: rotation },
    );
    expect(historyText(lines.slice(1), { kindOf: kindsOf(lines), timeZone: 'UTC' })).toEqual([
      'Rotation of Billing_Sync in acme · 29 Nov 2026 · ada@host',
      '  23:01:00  New credentials staged',
    ]);
  });

  it('does not call a hand-over done that failed', () => {
    const detail = { ...rotation, target: 'exec:/opt/vault' };
    expect(
      told(
        { action: 'deliver', event: 'intended', intent: 'd', detail },
        { action: 'deliver', event: 'noted', intent: 'd', detail: { ...detail, problem: 'exit 1' } },
        { action: 'deliver', event: 'done', intent: 'd', detail },
      ).slice(1),
    ).toEqual(['  23:00:00  Delivery failed: exec:/opt/vault (exit 1)']);
  });

  it('keeps a run together that another one interrupts, and counts what was done in a row', () => {
    const end = { action: 'end-session', event: 'done', detail: rotation } as const;
    const lines = told(begin, { action: 'snooze', event: 'noted' }, { action: 'watch', event: 'noted' }, end, end, end);
    expect(lines).toEqual([
      'Rotation of Billing_Sync in acme · 29 Nov 2026 · ada@host',
      '  22:59:00  Rotation started',
      '  23:02:00  Live session ended (3 times)',
      '',
      'Billing_Sync in acme · 29 Nov 2026 · ada@host',
      '  23:00:00  Reminders snoozed',
      '  23:01:00  Started watching',
    ]);
  });

  it('begins a new paragraph for another person, another app and another day', () => {
    const watch = { action: 'watch', event: 'noted' } as const;
    const day = { at: begun + 86_400_000 };
    const heads = told(watch, { ...watch, actor: 'otto@host' }, { ...watch, app: null }, { ...watch, ...day });
    expect(heads.filter((line) => /^\w/.test(line))).toEqual([
      'Billing_Sync in acme · 29 Nov 2026 · ada@host',
      'Billing_Sync in acme · 29 Nov 2026 · otto@host',
      'all apps in acme · 29 Nov 2026 · ada@host',
      'Billing_Sync in acme · 30 Nov 2026 · ada@host',
    ]);
  });

  it('shows nothing that steers a terminal', () => {
    const lines = told({ action: 'watch', event: 'noted', actor: 'a\u001b[31m', app: 'B\u202e' });
    expect(lines.join('')).not.toMatch(/[\u001b\u202e]/);
  });

  it("knows each line's kind by the run that it belongs to", () => {
    const lines = trail(
      begin,
      { action: 'stage', event: 'done', detail: rotation },
      { action: 'deploy', event: 'done' },
      { action: 'reveal', event: 'noted' },
      { action: 'begin-rotation', event: 'noted', detail: { rotation: 'r2', kind: 'constructor' } },
    );
    expect(lines.map(kindsOf(lines))).toEqual(['rotate', 'rotate', 'setup', 'other', 'other']);
  });

  it('joins repeated acts only for the same credentials', () => {
    const saved = (key: string) => ({ action: 'save-pair', event: 'done', detail: { consumerKey: key } }) as const;
    const rows = told(saved('3MVG9one'), saved('3MVG9one'), saved('3MVG9two')).slice(1);
    expect(rows).toEqual(['  22:59:00  Credentials saved (2 times)', '  23:01:00  Credentials saved']);
  });
});
