import { describe, expect, it } from 'vitest';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { type Before, withoutRepeated } from '../../../src/core/reminders/done-matters.ts';
import { noticesAfterWork, noticesOf } from '../../../src/core/reminders/notices.ts';
import { day, delivery, facts, noon, policy, rotated, staged } from '../automation/app-facts.ts';
import { emergencyRun } from '../watch/rotations.ts';

const now = noon + 8 * day;
const from = (rotation: Rotation | null, didRestage = false): Before => ({ rotation, didRestage });

function doneOf(rotation: Rotation | null, before: Before) {
  return noticesAfterWork(facts(now, { rotation, policy: policy({ automation: 'rotate' }) }), before).filter(
    ({ kind }) => kind === 'done-by-daemon',
  );
}

const ended = rotated({ deleteIntendedAt: noon + 7 * day, endedAt: noon + 7 * day, refusedAt: noon + 7 * day });

describe('what the daemon did by itself', () => {
  const cases: readonly [title: string, Rotation | null, Before, readonly string[]][] = [
    ['a pair that it staged', staged(), from(null), ['staged']],
    [
      'a pair that it staged in the place of one that expired',
      staged({ id: 'run-2' }),
      from(staged(), true),
      ['restaged'],
    ],
    ['a pair that it went on to prove', staged(), from(staged({ stagedProvedAt: null })), ['staged']],
    ['a pair that it rotated', rotated(), from(staged()), ['rotated']],
    ['a pair that it staged and rotated in one go', rotated(), from(null), ['rotated']],
    ['a way back that it finished', rotated({ kind: 'back' }), from(staged()), ['went-back']],
    ['a pair that it ended', ended, from(rotated()), ['ended']],
    ['a pair that it rotated and ended in one go', ended, from(null), ['rotated', 'ended']],
    ['nothing where all was so before', ended, from(ended), []],
    [
      'nothing of a pair that was staged for a rotation, which delivers it',
      staged({ kind: 'rotate', deliveries: [delivery('file:/etc/erp.env', 'delivered')] }),
      from(staged({ kind: 'rotate', stagedProvedAt: null })),
      [],
    ],
    ['nothing of a pair that a way back verified', staged({ kind: 'back' }), from(null), []],
    ['nothing of a pair that is not proved yet', staged({ stagedProvedAt: null }), from(null), []],
    ['nothing of what somebody else rotated', rotated({ rotateIntendedAt: null }), from(staged()), []],
    ['nothing of what Salesforce ended', rotated({ endedAt: noon }), from(rotated()), []],
    ['nothing without a run', null, from(null), []],
    ['nothing of a pair that a person takes back', { ...ended, kind: 'discard' }, from(null), []],
  ];
  for (const [title, rotation, before, expected] of cases) {
    it(`tells ${title}: ${expected.join(', ') || 'nothing'}`, () => {
      expect(doneOf(rotation, before).map(({ threshold }) => threshold)).toEqual(expected);
    });
  }

  it('is told quietly, in plain words, once a run', () => {
    const all = cases.flatMap(([, rotation, before]) => doneOf(rotation, before));
    for (const { severity, title, text, actions, id } of all) {
      expect(severity).toBe('note');
      expect(actions.length).toBeGreaterThan(0);
      expect([title, text, ...actions].join('\n')).not.toMatch(/undefined|null|NaN|!|please/i);
      expect(id).toContain('done-by-daemon run-');
    }
    expect(doneOf(rotated(), from(staged()))[0]?.text).toBe(
      'The current consumer key is now 3MVG9new. Confirmed consumers: 1. The previous credentials (3MVG9key) work at least until 2027-03-08.',
    );
    expect(doneOf(ended, from(rotated()))[0]?.text).toBe(
      'keyturn deleted 3MVG9key, and Salesforce refuses it. The current consumer key is 3MVG9new.',
    );
  });

  const by = (...names: readonly string[]) => ({ deliveries: names.map(parseTarget) });
  it.each([
    ['rotate', by('file:/erp'), 'current ones. keyturn rotates when the secret is due.'],
    [
      'rotate',
      by('file:/erp', 'manual:Carl'),
      "keyturn doesn't rotate automatically, because people update Carl. You decide when to rotate.",
    ],
    [
      'rotate',
      by(),
      "keyturn doesn't rotate automatically, because it doesn't know who uses the credentials. You decide when to rotate.",
    ],
    ['rotate', { hasNoConsumers: true }, 'current ones. keyturn rotates when the secret is due.'],
    ['stage', by('manual:Carl'), 'current ones. You decide when to rotate.'],
  ] as const)('says under the policy %s with %j who rotates a staged pair', (automation, app, who) => {
    const rotation = staged({ hasNoConsumers: 'hasNoConsumers' in app });
    const given = facts(now, { rotation, app, policy: policy({ automation }) });
    expect(noticesAfterWork(given, from(null))[0]?.text).toContain(who);
  });

  it('says with the age of a secret why the daemon leaves its rotation to a person', () => {
    const ageOf = (app: object) =>
      noticesOf(facts(noon + 95 * day, { app, policy: policy({ automation: 'rotate' }) })).find(
        ({ kind }) => kind === 'secret-age',
      )?.text;
    expect(ageOf(by('manual:Carl'))).toContain("keyturn doesn't rotate automatically");
    expect(ageOf(by('file:/erp'))).not.toContain('automatically');
  });

  const leak = (fields: Partial<Rotation> = {}, report: string | null = '/incidents/run-1.md') =>
    rotated({
      ...{
        kind: 'emergency',
        endedAt: now,
        deleteIntendedAt: now,
        refusedAt: now,
        emergency: emergencyRun({ report }),
      },
      ...fields,
    });

  it('tells of an emergency that it finished that the leaked pair is refused, and where the report is', () => {
    const deliveries = [delivery('manual:CI', 'waiting', noon)];
    const [notice, ...others] = doneOf(leak({ deliveries }), from(leak({ refusedAt: null }, null)));
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      threshold: 'leak-ended',
      severity: 'caution',
      title: 'The leaked credentials of Billing Sync are replaced, and Salesforce refuses them',
      text: 'keyturn finished the emergency: Salesforce refuses 3MVG9key, and the current consumer key is 3MVG9new. Without access until they get the new ones: CI. Report: /incidents/run-1.md',
    });
  });

  it('says nothing of an emergency before its leaked pair is refused, nor a second time', () => {
    expect(doneOf(leak({ refusedAt: null }, null), from(null))).toEqual([]);
    expect(doneOf(leak({ finishedAt: now }), from(leak()))).toEqual([]);
    expect(doneOf(leak({}, null), from(null))).toEqual([]);
  });

  it('leaves out that a pair waits which it has just told of', () => {
    const notices = noticesAfterWork(facts(now, { rotation: staged() }), from(null));
    expect(notices.map(({ kind }) => kind)).toEqual(['done-by-daemon', 'staged-waiting']);
    expect(withoutRepeated(notices).map(({ kind }) => kind)).toEqual(['done-by-daemon']);
    const waiting = notices.filter(({ kind }) => kind === 'staged-waiting');
    expect(withoutRepeated(waiting)).toEqual(waiting);
  });

  it('tells of a pair that waits where it did something else', () => {
    const notices = noticesAfterWork(facts(now, { rotation: staged() }), from(null));
    const rotatedNow = notices.map((notice) => ({ ...notice, threshold: 'rotated' }));
    expect(withoutRepeated(rotatedNow)).toEqual(rotatedNow);
    const drifted = notices.map((notice) =>
      notice.kind === 'staged-waiting' ? notice : { ...notice, kind: 'drift' as const },
    );
    expect(withoutRepeated(drifted)).toEqual(drifted);
  });
});
