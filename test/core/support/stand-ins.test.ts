import { describe, expect, it } from 'vitest';
import { logLine } from '../../../src/core/support/log-line.ts';
import { createStandIns } from '../../../src/core/support/stand-ins.ts';

const standIns = createStandIns([
  { kind: 'org', names: ['00D000000000001AAA', 'acme', 'Acme Corp'] },
  { kind: 'org', names: ['00D000000000002AAA', 'acme-eu'] },
  { kind: 'user', names: ['it'] },
  { kind: 'app', names: ['Billing_Sync', 'Billing Sync'] },
  { kind: 'consumer', names: ['Nightly export (Ana)', '', '127.0.0.1'] },
]);

describe('a stand-in', () => {
  it.each([
    ['acme/Billing_Sync in Acme Corp (00D000000000001)', 'org-1/app-1 in org-1 (org-1)'],
    ['ACME-EU and 00D000000000002AAA', 'org-2 and org-2'],
    ['Billing_Sync_glbloauth of billing sync', 'app-1_glbloauth of app-1'],
    ['it sends its items to it', 'user-1 sends its items to user-1'],
    ['delivered to Nightly export (Ana)', 'delivered to consumer-1'],
    ['ana@x.example, bob@x.example, ANA@x.example', 'user-2, user-3, user-2'],
    ['https://na1.salesforce.com/x, eu.my.salesforce.com', 'https://host-1/x, host-2'],
    ['http://127.0.0.1:8443 and 10.0.0.7', 'http://127.0.0.1:8443 and address-1'],
    ['user 005000000000001AAA, app 0xI000000000001AAA', 'user user-4, app id-1'],
    ['due 2026-11-30T03:05:42.365Z, 99988 of 100000', 'due 2026-11-30T03:05:42.365Z, 99988 of 100000'],
  ])('takes the place of each name: %s', (text, expected) => {
    expect(standIns(text)).toBe(expected);
  });
});

describe('a line of a log', () => {
  it('has only the fields that keyturn writes', () => {
    const line = JSON.stringify({ level: 'info', event: 'tick', ok: true, ms: 5, body: 'CANARY', problem: '' });
    expect(logLine(line)).toBe('level=info event=tick ok=true ms=5');
    expect([logLine('CANARY'), logLine('[1]'), logLine('{"level":"info"}')]).toEqual([null, null, null]);
    expect(logLine(JSON.stringify({ event: 'x', warnings: ['a'.repeat(400)] }))?.length).toBeLessThan(330);
  });
});
