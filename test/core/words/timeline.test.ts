import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../../../src/core/model/journal.ts';
import { statusOf } from '../../../src/core/status/status.ts';
import { comingEvents, pastEvents } from '../../../src/core/words/timeline.ts';
import { graceRun, stagedRun } from '../watch/rotations.ts';
import { day, noon, watchedApp } from '../watch/watched-apps.ts';

let count = 0;
function line(
  action: JournalLine['action'],
  event: JournalLine['event'],
  detail: JournalLine['detail'] = {},
): JournalLine {
  count += 1;
  const place = { orgId: '00D', org: 'acme', app: 'Billing_Sync', actor: 'ada@host', hash: '', chain: 'c1' };
  return {
    ...place,
    line: count,
    at: noon + count,
    action,
    event,
    intent: `i-${action}-${String(detail.target)}`,
    detail,
  };
}

const words = (...lines: readonly JournalLine[]) => pastEvents(lines).map((event) => event.words);

describe('what happened to an app', () => {
  it('is told in words, newest first, without the steps on the way', () => {
    const told = words(
      line('watch', 'noted'),
      line('stage', 'intended'),
      line('stage', 'done'),
      line('save-pair', 'done'),
      line('rotate', 'done', { consumerKey: '3MVG9new' }),
    );
    expect(told).toEqual(['new credentials promoted: 3MVG9new', 'new credentials staged', 'started watching']);
  });

  it('makes one event of proofs that gave the same answer in a row', () => {
    const proof = (answer: string) => line('prove', 'noted', { consumerKey: '3MVG9key', answer });
    const told = words(proof('accepted'), proof('accepted'), proof('refused'), proof('accepted'));
    expect(told).toEqual(['verified: 3MVG9key', 'refused by Salesforce: 3MVG9key', 'verified: 3MVG9key']);
  });

  it('finds it good that deleted credentials are refused, and trouble that others are', () => {
    const refused = (consumerKey: string) => line('prove', 'noted', { consumerKey, answer: 'refused' });
    const events = pastEvents([
      refused('3MVG9old'),
      line('delete-pair', 'intended', { consumerKey: '3MVG9old' }),
      line('delete-pair', 'failed', { consumerKey: '3MVG9old', reason: 'OrgRefused' }),
      refused('3MVG9old'),
      line('delete-pair', 'done', { consumerKey: '3MVG9old' }),
      refused('3MVG9old'),
      refused('3MVG9new'),
    ]);
    expect(events.map(({ isTrouble, isGood }) => [isTrouble, isGood]).reverse()).toEqual([
      [true, false],
      [true, false],
      [true, false],
      [false, false],
      [false, true],
      [true, false],
    ]);
  });

  it('does not call a hand-over done that failed', () => {
    const target = 'exec:/opt/vault';
    const [event, ...others] = pastEvents([
      line('deliver', 'noted', { target, problem: 'exit 1' }),
      line('deliver', 'done', { target }),
    ]);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ words: 'delivery failed: exec:/opt/vault (exit 1)', isTrouble: true });
  });

  it('shows failures with their reason, and nothing that steers a terminal', () => {
    expect(
      words(line('deliver', 'failed', { target: 'exec:/opt/vault', problem: 'exit code 9: vault is down' })),
    ).toEqual(['delivering to exec:/opt/vault failed: exit code 9: vault is down']);
    expect(words(line('rotate', 'failed', { reason: 'OrgRefused' }))).toEqual([
      'promoting the new credentials failed: OrgRefused',
    ]);
    expect(words(line('deliver', 'done', { target: 'file:/a\x1b[31mb' }))).toEqual(['delivered to file:/ab']);
  });
});

describe('an act that only a newer keyturn knows', () => {
  it('shows its raw name where it failed, and hides nothing else', () => {
    const action = 'seal-vault' as JournalLine['action'];
    const told = words(line('watch', 'noted'), line(action, 'done'), line(action, 'failed', { reason: 'NoVault' }));
    expect(told).toEqual(['seal-vault failed: NoVault', 'started watching']);
  });
});

describe('what is to come for an app', () => {
  const at = (days: number) => noon + days * day;

  it('is its due date, and the end of what is staged', () => {
    const run = stagedRun({ staged: { id: '1', createdAt: noon, expiresAt: at(30) } });
    const coming = comingEvents(statusOf(watchedApp(), run, noon), noon);
    expect(coming.map((event) => [event.at, event.words])).toEqual([
      [at(30), 'staged credentials expire'],
      [at(90), '3MVG9key is due (maximum age 90 days)'],
    ]);
  });

  it('is the end of the grace period before the end of the overlap', () => {
    const coming = comingEvents(statusOf(watchedApp(), graceRun(), noon), noon);
    expect(coming.map((event) => event.at)).toEqual([at(7), at(30), at(90)]);
  });

  it('is nothing that is over, and nothing about credentials that are deleted', () => {
    const comingAfter = (days: number, run = graceRun()) =>
      comingEvents(statusOf(watchedApp(), run, at(days)), at(days)).map((event) => event.at);
    expect(comingAfter(7)).toEqual([at(30), at(90)]);
    expect(comingAfter(40)).toEqual([at(90)]);
    expect(comingAfter(90)).toEqual([]);
    // The run isn't finished: a consumer is still without the new credentials.
    expect(comingAfter(1, graceRun({ endedAt: at(0) }))).toEqual([at(90)]);
  });
});
