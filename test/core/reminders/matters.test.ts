import { describe, expect, it } from 'vitest';
import type { Notice, NoticeKind } from '../../../src/core/model/notice.ts';
import type { DeliveryState } from '../../../src/core/model/rotation.ts';
import type { Drift, Trouble, WatchedApp } from '../../../src/core/model/watched-app.ts';
import { noticesOf, type ReminderFacts } from '../../../src/core/reminders/notices.ts';
import { day, delivery, drift, dueAt, facts, hour, noon, rotated, staged } from '../automation/app-facts.ts';
import { emergencyRun } from '../watch/rotations.ts';

type Fields = Parameters<typeof facts>[1] & Pick<ReminderFacts, 'signInEnding'>;

function notice(kind: NoticeKind, at: number, fields: Fields = {}): Notice | undefined {
  return noticesOf(facts(at, fields)).find((one) => one.kind === kind);
}

const severity = (...given: Parameters<typeof notice>) => notice(...given)?.severity ?? null;
const has = delivery('file:/erp', 'delivered', noon);
const confirmed = delivery('manual:BI', 'confirmed', noon);
const waiting = delivery('manual:CI', 'waiting', noon);

describe('how urgent a matter is', () => {
  it.each<[string, NoticeKind, number, Fields, Notice['severity'] | null]>([
    ['an age seven days before', 'secret-age', dueAt - 7 * day, {}, 'note'],
    ['an age three days before', 'secret-age', dueAt - 3 * day, {}, 'caution'],
    ['an age on the day', 'secret-age', dueAt, {}, 'caution'],
    ['an age a month after', 'secret-age', dueAt + 30 * day, {}, 'caution'],
    ['an unknown age', 'age-unknown', noon, { app: { issuedAt: null } }, 'note'],
    ['a staged pair that waits', 'staged-waiting', noon, { rotation: staged() }, 'note'],
    ['a staged pair seven days before its end', 'staged-expires', noon + 23 * day, { rotation: staged() }, 'note'],
    ['a staged pair two days before', 'staged-expires', noon + 28 * day, { rotation: staged() }, 'caution'],
    ['a staged pair that has expired', 'staged-expires', noon + 30 * day, { rotation: staged() }, 'caution'],
    [
      'one that a person has',
      'staged-expires',
      noon + 28 * day,
      { rotation: staged({ deliveries: [confirmed] }) },
      'danger',
    ],
    [
      'one that a program had',
      'staged-expires',
      noon + 30 * day,
      { rotation: staged({ deliveries: [has] }) },
      'danger',
    ],
    [
      'one that nobody has yet',
      'staged-expires',
      noon + 29 * day,
      { rotation: staged({ deliveries: [waiting] }) },
      'caution',
    ],
    [
      'an overlap seven days before',
      'overlap-ends',
      noon + 23 * day,
      { rotation: rotated({ deliveries: [waiting] }) },
      'note',
    ],
    [
      'an overlap two days before',
      'overlap-ends',
      noon + 28 * day,
      { rotation: rotated({ deliveries: [waiting] }) },
      'danger',
    ],
    [
      'an overlap that is over',
      'overlap-ends',
      noon + 30 * day,
      { rotation: rotated({ deliveries: [waiting] }) },
      'danger',
    ],
    [
      'one for which all is done',
      'overlap-ends',
      noon + 28 * day,
      { rotation: rotated({ deliveries: [has, confirmed] }) },
      'caution',
    ],
    [
      'a consumer in a rotation',
      'consumers-unconfirmed',
      noon + day,
      { rotation: rotated({ deliveries: [waiting] }) },
      'caution',
    ],
    ['a run that waits', 'rotation-blocked', noon, { rotation: staged({ stop: { code: 'X', at: noon } }) }, 'caution'],
  ])('%s', (_title, kind, at, fields, expected) => {
    expect(severity(kind, at, fields)).toBe(expected);
  });

  it.each<[Drift['kind'], Notice['severity']]>([
    ['app-gone', 'danger'],
    ['sandbox-refreshed', 'danger'],
    ['pair-changed-outside', 'danger'],
    ['flow-off', 'danger'],
    ['user-missing', 'danger'],
    ['user-frozen', 'danger'],
    ['user-inactive', 'danger'],
    ['user-changed', 'caution'],
    ['user-more-powerful', 'caution'],
    ['policy-loosened', 'caution'],
    ['secret-access-left-on', 'caution'],
    ['host-changed', 'caution'],
  ])('a drift of the kind %s: %s', (kind, expected) => {
    expect(severity('drift', noon, { app: { lastCheck: { at: noon, drift: [drift(kind)] } } })).toBe(expected);
  });

  it.each([
    ['refused', noon, 'danger'],
    ['inconclusive', noon + day, 'caution'],
  ] as const)('a proof that is %s', (answer, at, expected) => {
    expect(severity('proof-failed', at, { app: { lastProof: { at: noon, answer, detail: 'no' } } })).toBe(expected);
  });

  it('no proof at all is nothing that failed', () => {
    expect(notice('proof-failed', noon + day, { app: { lastProof: null } })).toBeUndefined();
  });
});

describe('what a reminder of an unconfirmed consumer says of access', () => {
  const rotate = { kind: 'rotate', deliveries: [waiting] } as const;
  it.each([
    ['not promoted', staged(rotate), "The current credentials didn't change."],
    ['promoted', rotated(rotate), 'They work as long as Salesforce accepts them.'],
    [
      'after the end',
      rotated({ ...rotate, endedAt: noon }),
      'Consumers without them lose access once Salesforce refuses the previous ones',
    ],
    [
      'an emergency, before the end',
      rotated({ kind: 'emergency', emergency: emergencyRun(), deliveries: [waiting] }),
      'they get tokens as long as Salesforce accepts them.',
    ],
  ])('%s', (_title, rotation, truth) => {
    const { text } = notice('consumers-unconfirmed', noon + 5 * day, { rotation }) ?? {};
    expect(text).toContain(truth);
    expect(text).not.toContain('keep working');
  });
});

it('says of credentials that are verified, and only wait for a consumer, that the previous ones are still there', () => {
  const rotation = rotated({ kind: 'rotate', deliveries: [waiting], primaryProvedAt: noon });
  const { text } = notice('consumers-unconfirmed', noon + 5 * day, { rotation }) ?? {};
  expect(text).toBe(
    "keyturn is waiting for you to confirm this consumer. keyturn hasn't deleted the previous credentials. They work as long as Salesforce accepts them.",
  );
});

describe('a run that stopped', () => {
  const stop = { code: 'OrgRefused', at: noon };
  const agreed = { confirmed: true, otherFlows: false, borrow: false };
  const waits = 'keyturn deletes no credentials before every consumer has the';
  it.each([
    ['waits for every consumer', rotated({ kind: 'rotate', stop }), waits],
    ['deletes without waiting, as agreed', rotated({ kind: 'rotate', stop, graceDays: 0, consent: agreed }), null],
    ['retires, as agreed', rotated({ kind: 'retire', stop }), null],
  ])('says only of one that waits for consumers that it does: %s', (_name, rotation, said) => {
    const { text = '' } = notice('rotation-blocked', noon, { rotation }) ?? {};
    expect(text.includes(waits)).toBe(said !== null);
    expect(text).toContain(said ?? "keyturn hasn't deleted the previous credentials.");
  });
});

describe('a reminder of the age of a secret', () => {
  const first = (fields: Parameters<typeof rotated>[0]) =>
    notice('secret-age', dueAt, { rotation: rotated(fields) })?.actions[0];

  it('names the command that deletes the previous credentials if keyturn leaves that to a person', () => {
    expect(first({ removed: [delivery('manual:Bob', 'confirmed', noon)] })).toMatch(
      /^First delete the previous credentials, once every consumer uses the new ones: `keyturn retire \S+ --confirm Billing_Sync`\.$/,
    );
    expect(first({})).toMatch(/^First finish the rotation: `keyturn resume/);
  });
});

describe('a reminder of staged credentials', () => {
  const staging = (deliveries: readonly DeliveryState[]) => staged({ kind: 'rotate', deliveries });
  const told = (at: number, deliveries: readonly DeliveryState[]) =>
    notice('staged-expires', at, { rotation: staging(deliveries) });

  it('says of nobody who may have got them that they still use the current ones', () => {
    const { text, actions } = told(noon + 28 * day, [waiting, delivery('manual:Bo', 'pending')]) ?? {};
    expect(text).toContain("keyturn doesn't know whether CI got them. Consumers that use them lose access then.");
    expect(text).not.toContain('still use the current');
    expect(actions?.[0]).toContain('promotes them, or says what is in the way');
    expect(told(noon + 30 * day, [waiting])?.text).toContain('Consumers that use them get no token with them now.');
    expect(told(noon + 28 * day, [delivery('manual:Bo', 'pending')])?.text).toContain('still use the current');
    expect(told(noon + 28 * day, [has, waiting])?.text).toMatch(
      /lose access then: \/erp\. keyturn doesn't know whether CI/,
    );
  });

  it('that have expired says that a rotation stages new ones', () => {
    const age = (at: number) =>
      notice('secret-age', at, { rotation: staging([waiting]), app: { issuedAt: noon - 80 * day } });
    expect(age(noon + 10 * day)?.actions[0]).toContain('delivers and promotes the staged credentials');
    expect(age(noon + 31 * day)?.actions[0]).toContain('stages, delivers and promotes new credentials');
  });
});

describe('an app that the org no longer has', () => {
  const trouble = { code: 'AppUnknown', message: 'acme has no app', since: noon, triedAt: noon + 1, isPassing: false };

  it('is one danger, also if the work that found it stopped', () => {
    const lastCheck = { at: noon, drift: [drift('app-gone')] };
    const told = noticesOf(facts(noon + 2 * day, { app: { lastCheck, trouble } }));
    expect(told.map(({ kind, severity: weight }) => `${kind} ${weight}`)).toEqual(['drift danger']);
  });

  it('asks nobody to update a consumer, and says nothing of its secret, while an emergency blocks it', () => {
    const containment = {
      by: 'flow',
      wasSo: false,
      intendedAt: noon,
      containedAt: noon,
      provedAt: noon,
      openedAt: null,
    };
    const rotation = rotated({
      kind: 'emergency',
      emergency: emergencyRun({ containment } as never),
      deliveries: [waiting],
      stop: { code: 'AppUnknown', at: noon },
    });
    const lastCheck = { at: noon, drift: [drift('app-gone')] };
    const lastProof = { at: noon, answer: 'refused', detail: 'no' } as const;
    const told = noticesOf(facts(noon + 2 * day, { app: { lastCheck, lastProof, issuedAt: null }, rotation }));
    expect(told.map(({ kind }) => kind)).toEqual(['rotation-blocked', 'drift']);
    // OAuth went with the app.
    expect(told[0]?.text).toMatch(/doesn't exist any more, nobody gets a new token/);
    expect(told[0]?.text).not.toContain('OAuth is off');
  });

  it('may be gone before a check finds it, and then the problem says what that means', () => {
    const told = notice('sign-in-broken', noon + 1, { app: { lastCheck: { at: noon, drift: [] }, trouble } });
    expect(told).toMatchObject({ severity: 'caution', text: expect.stringContaining("doesn't exist any more") });
    expect(told?.text).not.toContain('not affected');
  });
});

describe('in an emergency', () => {
  const open = rotated({ kind: 'emergency', emergency: emergencyRun(), deliveries: [waiting] });

  it('a consumer without the new pair is a danger at once, and each day', () => {
    const told = [noon - 1, noon, noon + day - 1, noon + day].map((at) => {
      const found = notice('consumers-unconfirmed', at, { rotation: open });
      return found ? `${found.threshold} ${found.severity}` : null;
    });
    expect(told).toEqual([null, '0d danger', '0d danger', '1d danger']);
  });

  it('a run that waits is a danger each day, and says what works', () => {
    const rotation = { ...open, stop: { code: 'OrgRefused', at: noon } };
    expect(notice('rotation-blocked', noon + day - 1, { rotation })).toMatchObject({
      threshold: '0d',
      severity: 'danger',
    });
    expect(notice('rotation-blocked', noon + day, { rotation })?.threshold).toBe('1d');
    expect(notice('rotation-blocked', noon, { rotation })?.text).not.toContain('No pair is ended before');
  });
});

describe('what a run waits for', () => {
  it('is counted from the first consumer that waits; from its start where nothing says since when', () => {
    const later = rotated({ deliveries: [delivery('manual:A', 'waiting', noon + 2 * hour), waiting] });
    expect(notice('consumers-unconfirmed', noon + day, { rotation: later })?.since).toBe(noon + day);
    const unsaid = rotated({ startedAt: noon - hour, deliveries: [delivery('manual:A', 'waiting')] });
    expect(notice('consumers-unconfirmed', noon + day, { rotation: unsaid })?.since).toBe(noon - hour + day);
  });

  it('is read from the slot as long as the new pair is staged', () => {
    const actions = (rotation: ReturnType<typeof staged>) =>
      notice('consumers-unconfirmed', noon + day, { rotation })?.actions[0] ?? '';
    expect(actions(staged({ deliveries: [waiting] }))).toContain('--slot staged');
    expect(actions(staged({ kind: 'discard', deliveries: [waiting] }))).not.toContain('--slot');
    expect(actions(rotated({ deliveries: [waiting] }))).not.toContain('--slot');
  });

  it('is the current credentials where consumers get those again', () => {
    for (const rotation of [
      staged({ kind: 'discard', deliveries: [waiting] }),
      rotated({ kind: 'back', deliveries: [waiting] }),
    ]) {
      const { title, actions } = notice('consumers-unconfirmed', noon + day, { rotation }) ?? {};
      expect(`${title} ${actions?.[0]}`).toMatch(/needs the current credentials of .* shows the current credentials/);
      expect(`${title} ${actions}`).not.toContain('new');
    }
    const blocked = staged({ kind: 'discard', stop: { code: 'X', at: noon } });
    expect(notice('rotation-blocked', noon, { rotation: blocked })?.text).toContain(
      'every consumer has the current ones',
    );
  });

  it('is nothing once it is finished', () => {
    const rotation = rotated({ deliveries: [waiting], finishedAt: noon, outcome: 'done' });
    expect(noticesOf(facts(noon + 29 * day, { rotation })).map(({ kind }) => kind)).not.toContain('overlap-ends');
    expect(notice('consumers-unconfirmed', noon + 29 * day, { rotation })).toBeUndefined();
  });

  it('is no expiry where the staged pair is thrown away, or its end is not known', () => {
    expect(notice('staged-expires', noon + 29 * day, { rotation: staged({ kind: 'discard' }) })).toBeUndefined();
    expect(notice('staged-expires', noon + 29 * day, { rotation: staged({ staged: null }) })).toBeUndefined();
    expect(notice('overlap-ends', noon + 29 * day, { rotation: rotated({ overlapEndsAt: null }) })).toBeUndefined();
  });

  it('names those who have the pair that expires, and those who lack the one that stays', () => {
    const deliveries = [has, confirmed, waiting, delivery('exec:/push', 'failed', noon)];
    const expires = notice('staged-expires', noon + 28 * day, { rotation: staged({ deliveries }) });
    expect(expires?.text).toContain('Consumers that already have them lose access then: /erp, BI.');
    expect(notice('overlap-ends', noon + 28 * day, { rotation: rotated({ deliveries }) })?.text).toContain(
      'Not confirmed to have the new credentials: CI, /push. They lose access then.',
    );
  });
});

describe('the id of a notice', () => {
  const { orgId, consumerId, consumerKey } = facts(noon).watched;
  const trouble: Trouble = { code: 'X', message: 'It failed', since: noon, triedAt: noon, isPassing: false };
  const inTrouble = (code: string): Fields => ({ app: { lastCheck: null, trouble: { ...trouble, code } } });
  const own = `${orgId} ${consumerId}`;

  it.each<[NoticeKind, number, Fields, string]>([
    ['secret-age', dueAt, {}, `${own} secret-age ${consumerKey} 2027-05-30 due`],
    ['age-unknown', noon, { app: { issuedAt: null } }, `${own} age-unknown ${consumerKey} 0d`],
    ['staged-waiting', noon, { rotation: staged() }, `${own} staged-waiting ${consumerKey} run-1 0d`],
    ['staged-expires', noon + 30 * day, { rotation: staged() }, `${own} staged-expires run-1 2027-03-31 expired`],
    ['overlap-ends', noon + 30 * day, { rotation: rotated() }, `${own} overlap-ends run-1 2027-03-31 over`],
    [
      'consumers-unconfirmed',
      noon + day,
      { rotation: rotated({ deliveries: [waiting] }) },
      `${own} consumers-unconfirmed run-1 1d`,
    ],
    [
      'rotation-blocked',
      noon,
      { rotation: staged({ stop: { code: 'X', at: noon } }) },
      `${own} rotation-blocked run-1 X ${noon} 0d`,
    ],
    ['drift', noon, { app: { lastCheck: { at: noon, drift: [drift('flow-off')] } } }, `${own} drift ${noon} flow-off`],
    [
      'proof-failed',
      noon,
      { app: { lastProof: { at: noon, answer: 'refused', detail: '' } } },
      `${own} proof-failed ${consumerKey} refused 2027-03-01`,
    ],
    ['sign-in-broken', noon, inTrouble('X'), `${own} sign-in-broken X ${noon} 0d`],
    ['sign-in-broken', noon, inTrouble('SessionExpired'), `${orgId} sign-in-broken acme sign-in ${noon} 0d`],
    ['sign-in-broken', noon, inTrouble('OrgUnreachable'), `${orgId} sign-in-broken acme OrgUnreachable ${noon} 0d`],
  ])('of the kind %s says what it is about', (kind, at, fields, expected) => {
    expect(notice(kind, at, fields)?.id).toBe(expected);
  });

  it("has no spaces of an org's alias in it", () => {
    const app: Partial<WatchedApp> = {
      org: 'my org',
      lastCheck: null,
      trouble: { ...trouble, code: 'SessionExpired' },
    };
    expect(notice('sign-in-broken', noon, { app })?.id).toContain(' my%20org ');
  });
});

describe('trouble says what to do', () => {
  const trouble: Trouble = { code: '', message: 'It failed', since: noon, triedAt: noon, isPassing: false };
  const told = (code: string) =>
    notice('sign-in-broken', noon, { app: { lastCheck: null, trouble: { ...trouble, code } } });

  it('for the sign-in, for the org, and for the app alone', () => {
    expect(told('SignInBroken')?.actions).toEqual([
      'Sign in again: `sf org login web --alias acme`.',
      '`keyturn check acme/Billing_Sync` tries again now.',
    ]);
    expect(told('OrgUnreachable')?.text).toContain("keyturn can't check or rotate any app in acme (OrgUnreachable).");
    expect(told('X')?.text).toContain("keyturn can't check or rotate Billing Sync in acme (X).");
  });

  it('for a run that is no longer retried automatically', () => {
    const rotation = staged({ staged: null, retry: { attempt: 9, at: noon, since: noon } });
    const given = notice('rotation-blocked', noon + 40 * day, { rotation });
    expect(given?.id).toContain(' given-up ');
    expect(`${given?.title} ${given?.text}`).toContain('no longer retried automatically');
  });

  const lasting = { staged: { id: '0xS1', createdAt: noon, expiresAt: dueAt + day } };

  it('with credentials staged already, to deliver those', () => {
    const rotate = (rotation: ReturnType<typeof staged>) =>
      notice('secret-age', dueAt, { rotation })?.actions.find((action) => action.includes('keyturn rotate'));
    expect(rotate(staged(lasting))).toContain('delivers and promotes the staged credentials');
    expect(rotate(rotated())).toContain('stages, delivers and promotes new credentials');
    expect(rotate(staged({ ...lasting, stagedProvedAt: null }))).toContain(
      'stages, delivers and promotes new credentials',
    );
    expect(rotate(staged({ ...lasting, finishedAt: noon, outcome: 'discarded' }))).toContain(
      'stages, delivers and promotes new credentials',
    );
  });

  it('with another run unfinished, to finish that first', () => {
    const first = (rotation: ReturnType<typeof staged>) => notice('secret-age', dueAt, { rotation })?.actions[0];
    const resume = '`keyturn resume acme/Billing_Sync`.';
    expect(first(rotated())).toBe(`First finish the rotation: ${resume}`);
    expect(first(staged({ kind: 'discard' }))).toBe(`First finish the deletion of the staged credentials: ${resume}`);
    expect(first(staged({ ...lasting, kind: 'rotate' }))).toContain('`keyturn rotate acme/Billing_Sync` delivers');
    expect(first(rotated({ finishedAt: noon, outcome: 'done' }))).toContain('`keyturn rotate');
  });
});
