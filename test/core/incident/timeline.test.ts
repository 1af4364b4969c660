import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../../src/core/incident/timeline.ts';
import type { JournalAction } from '../../../src/core/model/journal.ts';
import { freshKey, journal, leakedKey, type Told } from '../emergency/incident.ts';
import { noon } from '../watch/watched-apps.ts';

const begin = ['begin-rotation', 'noted', 'b', { kind: 'emergency', ends: leakedKey }] as const;
const steps = (...lines: readonly Told[]) => timelineOf(journal(begin, ...lines), 'run-1').slice(1);
const words = (...lines: readonly Told[]) => steps(...lines).map(({ step }) => step);
const fresh = { consumerKey: freshKey };
const leaked = { consumerKey: leakedKey };

describe('the timeline of an emergency', () => {
  it('tells a whole run in the words of the screen', () => {
    const entries = timelineOf(
      journal(
        begin,
        ['contain', 'intended', 'c', { by: 'flow' }],
        ['contain', 'done', 'c', { by: 'flow' }],
        ['stage', 'intended', 's'],
        ['stage', 'noted', 's', fresh],
        ['stage', 'done', 's'],
        ['prove', 'noted', 'p', { ...fresh, answer: 'accepted' }],
        ['deliver', 'intended', 'd', { ...fresh, target: 'file:/erp' }],
        ['deliver', 'done', 'd', { ...fresh, target: 'file:/erp' }],
        ['hand-over', 'noted', 'h', { ...fresh, target: 'manual:CI', status: 'waiting' }],
        ['rotate', 'intended', 'r', { ...fresh, previousConsumerKey: leakedKey }],
        ['rotate', 'done', 'r', { ...fresh, previousConsumerKey: leakedKey }],
        ['delete-pair', 'intended', 'x', leaked],
        ['delete-pair', 'done', 'x', leaked],
        ['open-again', 'intended', 'o', { by: 'flow' }],
        ['open-again', 'done', 'o', { by: 'flow' }],
        ['prove', 'noted', 'q', { ...leaked, answer: 'refused', detail: 'invalid_client_id' }],
        ['end-session', 'intended', 'e', { session: '0Ak000000000001AAA' }],
        ['end-session', 'done', 'e', { session: '0Ak000000000001AAA' }],
        ['forget-pair', 'intended', 'f', leaked],
        ['forget-pair', 'done', 'f', leaked],
        ['report', 'intended', 'w'],
        ['report', 'noted', 'w', { path: '/home/a/incident.md' }],
        ['report', 'done', 'w'],
        ['finish-rotation', 'noted', 'z', { outcome: 'done' }],
      ),
      'run-1',
    );
    expect(entries.map(({ step }) => step)).toEqual([
      'emergency started',
      'OAuth turned off for the app',
      'new credentials staged',
      'new credentials verified',
      'delivered to file:/erp',
      'CI must be updated by hand',
      'new credentials promoted',
      'leaked credentials deleted',
      'OAuth turned back on for the app',
      'leaked credentials are refused',
      'live session ended',
      'leaked credentials removed from the store',
      'incident report written',
      'finished: done',
    ]);
    expect(entries[2]).toEqual({
      at: noon + 5000,
      step: 'new credentials staged',
      outcome: 'done',
      callId: 's',
      detail: 'key 3MVG9…pX1c',
    });
    expect(entries[9]?.detail).toBe('key 3MVG9…kQ7a · invalid_client_id');
    expect(entries[10]?.detail).toBe('session 0Ak000000000001AAA');
  });

  it.each([
    ['failed', 'deleting the leaked credentials failed'],
    ['recovered', 'deleting the leaked credentials: interrupted, then checked in the org'],
  ] as const)('says when an act that was %s began', (event, step) => {
    const [entry] = steps(['delete-pair', 'intended', 'x', leaked], ['delete-pair', event, 'x', leaked]);
    expect(entry).toMatchObject({ step, outcome: event, at: noon + 2000 });
    expect(entry?.detail).toContain('started 2027-03-01T12:00:01.000Z');
  });

  it('keeps an act in sight whose outcome nobody knows', () => {
    const [entry] = steps(['stage', 'intended', 's'], ['stage', 'noted', 's', fresh]);
    expect(entry).toMatchObject({
      step: 'staging new credentials: outcome unknown',
      outcome: 'intended',
      at: noon + 1000,
    });
  });

  it('tells the pairs apart, and a third one from both', () => {
    expect(
      words(
        ['stage', 'done', 's', fresh],
        ['delete-pair', 'done', '1', fresh],
        ['delete-pair', 'done', '2', { consumerKey: '3MVG9somebodyelses' }],
        ['prove', 'noted', '3', { ...leaked, answer: 'accepted' }],
        ['prove', 'noted', '4', { ...fresh, answer: 'inconclusive' }],
        ['prove', 'noted', '5', { ...leaked, answer: 'contained' }],
        ['prove', 'noted', '6', { ...leaked, answer: 'not contained yet' }],
      ),
    ).toEqual([
      'new credentials staged',
      'new credentials deleted',
      'other credentials deleted',
      'leaked credentials still work',
      "new credentials couldn't be verified",
      'every token request is refused',
      'refusal of token requests not verified yet',
    ]);
  });

  it('says that the execution user was frozen where that was the way', () => {
    expect(words(['contain', 'done', 'c', { by: 'freeze' }], ['open-again', 'done', 'o', { by: 'freeze' }])).toEqual([
      'execution user frozen',
      'execution user unfrozen',
    ]);
  });

  it('never tells a note on the way as something that was done', () => {
    expect(
      words(
        ['contain', 'noted', 'c', { by: 'flow', outcome: 'failed', reason: 'DeployAhead' }],
        ['contain', 'noted', 'd', { by: 'freeze', outcome: 'failed', reason: 'PermissionMissing' }],
        ['rotate', 'noted', 'r', fresh],
      ),
    ).toEqual([
      "OAuth couldn't be turned off for the app",
      "the execution user couldn't be frozen",
      'promoting the new credentials',
    ]);
  });

  it('shows the raw name of an act that only a newer keyturn knows', () => {
    const action = 'seal-vault' as JournalAction;
    expect(
      words(
        [action, 'done', 'v1'],
        [action, 'failed', 'v2'],
        [action, 'noted', 'v3'],
        [action, 'intended', 'v4'],
        ['toString' as JournalAction, 'done', 'v5'],
      ),
    ).toEqual(['seal-vault', 'seal-vault failed', 'seal-vault', 'seal-vault: outcome unknown', 'toString']);
  });

  it('has nothing of another run', () => {
    expect(words(['stage', 'done', 's', { rotation: 'run-2' }])).toEqual([]);
  });

  it('counts the setting in that was borrowed for this app meanwhile, and given back by whomever', () => {
    const none = { rotation: null };
    const borrowed = (intent: string, fields = {}) =>
      ['borrow-secret-access', 'intended', intent, { ...none, was: false }, fields] as const;
    const lines = journal(
      borrowed('before'),
      begin,
      borrowed('ours'),
      borrowed('other app', { app: 'ERP_Bridge' }),
      borrowed('other org', { orgId: '00D000000000002AAA' }),
      ['finish-rotation', 'noted', 'z', { outcome: 'done' }],
      ['borrow-secret-access', 'recovered', 'ours', none, { app: null }],
      borrowed('after'),
    );
    expect(timelineOf(lines, 'run-1').map(({ callId }) => callId)).toEqual(['b', 'z', 'ours']);
  });

  it('takes control characters out of what stood in the journal', () => {
    const [entry] = steps(['end-session', 'failed', 'e', { reason: 'no\u001b[31m\nway', session: 'x' }]);
    expect(entry?.detail).toBe('no way · session x');
  });
});
