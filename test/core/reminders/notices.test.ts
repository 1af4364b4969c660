import { describe, expect, it } from 'vitest';
import type { WorkFacts } from '../../../src/core/automation/work.ts';
import type { NoticeKind } from '../../../src/core/model/notice.ts';
import type { Trouble, WatchedApp } from '../../../src/core/model/watched-app.ts';
import { noticesOf } from '../../../src/core/reminders/notices.ts';
import { day, delivery, drift, dueAt, facts, hour, noon, policy, rotated, staged } from '../automation/app-facts.ts';

type Fields = Parameters<typeof facts>[1];

/** The threshold of the only notice of a kind, or null. */
function threshold(given: WorkFacts, kind: NoticeKind): string | null {
  const found = noticesOf(given).filter((notice) => notice.kind === kind);
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0]?.threshold ?? null;
}

function table(
  kind: NoticeKind,
  fields: Fields,
  cases: readonly [title: string, at: number, threshold: string | null][],
) {
  for (const [title, at, expected] of cases) {
    it(`${title}: ${expected ?? 'nothing'}`, () => expect(threshold(facts(at, fields), kind)).toBe(expected));
  }
}

describe('the age of a secret', () => {
  table('secret-age', {}, [
    ['a moment before the first reminder', dueAt - 30 * day - 1, null],
    ['30 days before', dueAt - 30 * day, '30d'],
    ['a moment before the next', dueAt - 14 * day - 1, '30d'],
    ['14 days before', dueAt - 14 * day, '14d'],
    ['7 days before', dueAt - 7 * day, '7d'],
    ['3 days before', dueAt - 3 * day, '3d'],
    ['a day before', dueAt - day, '1d'],
    ['a moment before it is due', dueAt - 1, '1d'],
    ['on the day', dueAt, 'due'],
    ['a moment before the day is over', dueAt + day - 1, 'due'],
    ['a day later', dueAt + day, 'overdue 1d'],
    ['45 days later, of all those days only the last', dueAt + 45 * day, 'overdue 45d'],
  ]);
  table('secret-age', { policy: policy({ remindDays: [] }) }, [
    ['without a ladder nothing before', dueAt - 1, null],
    ['without a ladder on the day', dueAt, 'due'],
  ]);

  it('counts by the org clock, as the newer one of a check and of a run saw it', () => {
    const at = (local: number, aheadMs: number) => {
      const lastCheck = { at: local - 120_000, drift: [], aheadMs: -aheadMs };
      return threshold(facts(local, { app: { lastCheck, clockSeen: { at: local - 60_000, aheadMs } } }), 'secret-age');
    };
    expect(at(dueAt - 9 * day, 2 * day)).toBe('7d');
    expect(at(dueAt + 2 * day, -3 * day)).toBe('1d');
    expect(at(dueAt - 9 * day, 0)).toBe('14d');
  });

  it.each([
    ['staged-expires', staged(), noon + 30 * day],
    ['overlap-ends', rotated(), noon + 30 * day],
  ] as const)('so does %s', (kind, rotation, end) => {
    const told = (local: number, aheadMs: number) => {
      const lastCheck = { at: local - 60_000, drift: [], aheadMs };
      return noticesOf(facts(local, { rotation, app: { lastCheck } })).find((one) => one.kind === kind);
    };
    expect(told(end - 12 * day, 10 * day)).toMatchObject({ threshold: '2d', title: expect.stringContaining('2 days') });
    expect(told(end - 18 * day, 10 * day)).toBeUndefined();
    expect(told(end + 3 * day, -10 * day)?.threshold).toBe('7d');
  });

  it('counts the days from the day on which it is told, even if its step was earlier', () => {
    const late = noticesOf(facts(dueAt - 9 * day, {})).find(({ kind }) => kind === 'secret-age');
    expect(late).toMatchObject({ threshold: '14d', title: expect.stringContaining('is due in 9 days') });
  });

  it.each([
    ['2.4 days before', -2.4, '3d', 'is due in 3 days'],
    ['hours before', -0.4, '1d', 'is due in 1 day'],
    ['hours after', 0.6, 'due', 'is due today'],
    ['1.6 days after', 1.6, 'overdue 1d', 'has been overdue for 1 day'],
  ])('counts whole days as its steps do: %s', (_, days, step, said) => {
    const age = noticesOf(facts(dueAt + days * day, {})).find(({ kind }) => kind === 'secret-age');
    expect(age).toMatchObject({ threshold: step, title: expect.stringMatching(new RegExp(`${said}$`)) });
  });

  it.each([
    ['staged-expires', staged()],
    ['overlap-ends', rotated()],
  ] as const)('nor does %s say that they have expired before they have', (kind, rotation) => {
    const told = noticesOf(facts(noon + 30 * day - 5 * hour, { rotation })).find((one) => one.kind === kind);
    expect(told).toMatchObject({ threshold: '1d', title: expect.stringContaining('expire in 1 day') });
  });

  it('is another matter once the date turns out to be another', () => {
    const id = (issuedAt: number) => noticesOf(facts(issuedAt + 90 * day, { app: { issuedAt } }))[0]?.id;
    expect(id(noon)).not.toBe(id(noon - 20 * day));
  });
});

describe('an age that nobody knows', () => {
  table('age-unknown', { app: { issuedAt: null } }, [
    ['from the adoption on', noon, '0d'],
    ['up to the 90th day', noon + 90 * day - 1, '0d'],
    ['after 90 days', noon + 90 * day, '90d'],
    ['after 180 days', noon + 180 * day, '180d'],
  ]);
  table('age-unknown', {}, [['where it is known', noon, null]]);
});

describe('a staged pair', () => {
  table('staged-waiting', { rotation: staged() }, [
    ['at once', noon, '0d'],
    ['for a week no more', noon + 7 * day - 1, '0d'],
    ['after a week', noon + 7 * day, '7d'],
    ['after two', noon + 14 * day, '14d'],
  ]);
  table('staged-waiting', { rotation: staged({ stagedProvedAt: null }) }, [['not before it is proved', noon, null]]);
  table('staged-waiting', { rotation: rotated() }, [['not once it is rotated', noon, null]]);
  table('staged-expires', { rotation: staged() }, [
    ['a moment before the first word', noon + 23 * day - 1, null],
    ['7 days before it expires', noon + 23 * day, '7d'],
    ['2 days before', noon + 28 * day, '2d'],
    ['a day before', noon + 29 * day, '1d'],
    ['when it has expired', noon + 30 * day, 'expired'],
    ['and no more then', noon + 60 * day, 'expired'],
  ]);
  table('staged-expires', { rotation: rotated() }, [['not once it is rotated', noon + 29 * day, null]]);
  table('staged-expires', { rotation: staged({ finishedAt: noon, outcome: 'discarded' }) }, [
    ['not once it is discarded', noon + 29 * day, null],
  ]);

  it("that somebody has is a danger when it expires; one that nobody has isn't", () => {
    const severity = (rotation: ReturnType<typeof staged>, at: number) =>
      noticesOf(facts(at, { rotation })).find(({ kind }) => kind === 'staged-expires')?.severity;
    const given = staged({ deliveries: [delivery('file:/erp', 'delivered', noon)] });
    expect(severity(given, noon + 28 * day)).toBe('danger');
    expect(severity(given, noon + 23 * day)).toBe('note');
    expect(severity(staged(), noon + 28 * day)).toBe('caution');
  });
});

describe('the end of an overlap', () => {
  table('overlap-ends', { rotation: rotated() }, [
    ['a moment before the first word', noon + 23 * day - 1, null],
    ['7 days before', noon + 23 * day, '7d'],
    ['2 days before', noon + 28 * day, '2d'],
    ['a day before', noon + 29 * day, '1d'],
    ['when it is over', noon + 30 * day, 'over'],
  ]);
  table('overlap-ends', { rotation: rotated({ endedAt: noon }) }, [['not once we ended it', noon + 29 * day, null]]);
  table('overlap-ends', { rotation: staged() }, [['not before it is rotated', noon + 29 * day, null]]);
});

describe('consumers that nobody has confirmed', () => {
  const rotation = rotated({
    deliveries: [
      delivery('file:/erp', 'delivered', noon),
      delivery('manual:CI', 'waiting', noon),
      delivery('manual:B"I', 'waiting', noon + hour),
    ],
    stop: { code: 'HandOverPending', at: noon },
  });
  table('consumers-unconfirmed', { rotation }, [
    ['for a day nothing', noon + day - 1, null],
    ['after a day', noon + day, '1d'],
    ['then every 3 days', noon + 4 * day - 1, '1d'],
    ['after 4 days', noon + 4 * day, '4d'],
  ]);
  table('rotation-blocked', { rotation }, [['block nothing: that is the same matter', noon + 4 * day, null]]);

  it('are named, with the command that says so', () => {
    const notice = noticesOf(facts(noon + day, { rotation })).find(({ kind }) => kind === 'consumers-unconfirmed');
    expect(notice?.title).toBe('CI, B"I need the new credentials of Billing Sync');
    expect(notice?.actions).toContain('Then confirm each consumer: `keyturn handed-over acme/Billing_Sync "CI"`.');
  });
});

describe('a proof', () => {
  const proof = (answer: 'accepted' | 'refused' | 'inconclusive') => ({
    app: { lastProof: { at: noon, answer, detail: 'invalid_client' } },
  });
  table('proof-failed', proof('accepted'), [['that is fine', noon + 2 * day, null]]);
  table('proof-failed', proof('refused'), [
    ['that was refused, at once', noon, 'refused 2027-03-01'],
    ['for a day no more', noon + day - 1, 'refused 2027-03-01'],
    ['the next day again', noon + day, 'refused 2027-03-02'],
  ]);
  table('proof-failed', proof('inconclusive'), [
    ['that told nothing, for a day nothing', noon + day - 1, null],
    ['that told nothing, after a day', noon + day, 'inconclusive 2027-03-02'],
    ['that told nothing, for 3 days no more', noon + 4 * day - 1, 'inconclusive 2027-03-02'],
    ['that told nothing, then again', noon + 4 * day, 'inconclusive 2027-03-05'],
  ]);
  const again = (answer: 'refused' | 'inconclusive', at: number) => ({
    app: { lastProof: { at, since: noon, answer, detail: 'no answer' } },
  });
  table('proof-failed', again('inconclusive', noon + day - hour), [
    ['that tells nothing every few hours, for a day nothing', noon + day - 1, null],
    ['that tells nothing every few hours, after a day all the same', noon + day, 'inconclusive 2027-03-02'],
  ]);
  table('proof-failed', again('refused', noon + 2 * day - hour), [
    ['that is refused every few hours, once a day', noon + 2 * day - 1, 'refused 2027-03-02'],
    ['that is refused every few hours, the next day again', noon + 2 * day, 'refused 2027-03-03'],
  ]);

  it('that is refused again on the same day is told of once', () => {
    const at = (instant: number) =>
      threshold(
        facts(instant, { app: { lastProof: { at: instant, answer: 'refused', detail: 'no' } } }),
        'proof-failed',
      );
    expect(at(noon + 6 * hour)).toBe(at(noon));
  });
});

describe('drift', () => {
  const lastCheck = { at: noon + day, drift: [drift('user-frozen', noon), drift('policy-loosened', noon + day)] };

  it('is told once for each of its kinds and each time that it comes', () => {
    const ids = (kinds: typeof lastCheck.drift) =>
      noticesOf(facts(noon + day, { app: { lastCheck: { at: noon, drift: kinds } } })).map(({ id }) => id);
    expect(ids(lastCheck.drift)).toHaveLength(2);
    expect(new Set([...ids(lastCheck.drift), ...ids([drift('user-frozen', noon + 9 * day - 9 * day)])]).size).toBe(2);
    expect(ids([drift('user-frozen', noon + 1)])).not.toEqual(ids([drift('user-frozen', noon)]));
  });

  it('that ends access is a danger', () => {
    const severities = noticesOf(facts(noon + day, { app: { lastCheck } })).map(({ threshold: kind, severity }) => [
      kind,
      severity,
    ]);
    expect(severities).toEqual([
      ['user-frozen', 'danger'],
      ['policy-loosened', 'caution'],
    ]);
  });
});

describe('a run that waits for a person', () => {
  table('rotation-blocked', { rotation: staged({ stop: { code: 'StrangersPair', at: noon } }) }, [
    ['at once', noon, '0d'],
    ['for 3 days no more', noon + 3 * day - 1, '0d'],
    ['after 3 days', noon + 3 * day, '3d'],
  ]);
  const retry = { attempt: 9, at: noon + 28 * day, since: noon };
  const failing = (code: string): Partial<WatchedApp> => ({
    trouble: { code, message: 'a file is full', since: noon, triedAt: noon, isPassing: true },
  });
  table('rotation-blocked', { rotation: staged({ retry }), app: failing('DeliveryFailed') }, [
    ['not in the first day, in which it is tried again', noon + day - 1, null],
    ['after a day', noon + day, '0d'],
    ['3 days later', noon + 4 * day, '3d'],
  ]);
  table('sign-in-broken', { rotation: staged({ retry }), app: failing('DeliveryFailed') }, [
    ['never because a run has to be tried again', noon + 5 * day, null],
  ]);
  table('rotation-blocked', { rotation: staged({ retry }), app: failing('OrgUnreachable') }, [
    ['not because of the org', noon + 5 * day, null],
  ]);
  table('rotation-blocked', { rotation: staged({ retry }) }, [
    ['not as long as it is tried again', noon + 27 * day - 1, null],
    ['when it is tried no more', noon + 27 * day, '0d'],
  ]);
});

describe('trouble', () => {
  const trouble: Trouble = {
    code: 'SignInBroken',
    message: "The sign-in to acme doesn't work any more",
    since: noon,
    triedAt: noon,
    isPassing: false,
  };
  const app = (fields: Partial<Trouble> = {}): Fields => ({
    app: { lastCheck: null, trouble: { ...trouble, ...fields } },
  });
  table('sign-in-broken', app(), [
    ['that needs a person, at once', noon, '0d'],
    ['no more that day', noon + day - 1, '0d'],
    ['the next day', noon + day, '1d'],
  ]);
  table('sign-in-broken', app({ isPassing: true, code: 'OrgUnreachable' }), [
    ['that passes, for a day nothing', noon + day - 1, null],
    ['that passes, after a day', noon + day, '0d'],
  ]);
  table('sign-in-broken', { app: { lastCheck: { at: noon + 1, drift: [] }, trouble } }, [
    ['that is over', noon + day, null],
  ]);
  table(
    'sign-in-broken',
    { rotation: rotated({ stop: { code: 'GraceNotOver', at: noon } }), ...app({ code: 'GraceNotOver' }) },
    [['that its run tells of', noon + day, null]],
  );
});

describe('what is told', () => {
  const rotations = [
    staged({ deliveries: [delivery('manual:CI', 'waiting', noon)], stop: { code: 'OrgRefused', at: noon } }),
    staged(),
    rotated({ deliveries: [delivery('manual:CI', 'waiting', noon)] }),
  ];
  const sick: Partial<WatchedApp> = {
    issuedAt: null,
    lastProof: { at: noon, answer: 'refused', detail: 'invalid_client' },
    lastCheck: { at: noon, drift: [drift('flow-off')] },
    trouble: { code: 'OrgUnreachable', message: "acme doesn't answer", since: noon, triedAt: noon, isPassing: false },
  };
  const all = rotations.flatMap((rotation) =>
    [20, 120].flatMap((days) => noticesOf(facts(noon + days * day, { rotation, app: sick }))),
  );

  it('covers every kind but what the daemon tells of itself', () => {
    expect([...new Set(all.map(({ kind }) => kind))].sort()).toEqual([
      'age-unknown',
      'consumers-unconfirmed',
      'drift',
      'overlap-ends',
      'proof-failed',
      'rotation-blocked',
      'secret-age',
      'sign-in-broken',
      'staged-expires',
      'staged-waiting',
    ]);
  });

  it('says what to do, without blame, haste or guesses', () => {
    for (const { title, text, actions } of all) {
      expect(actions.length).toBeGreaterThanOrEqual(1);
      expect(actions.length).toBeLessThanOrEqual(3);
      const said = [title, text, ...actions].join('\n');
      expect(said).not.toMatch(/please|likely|!|undefined|null|NaN/i);
      expect(title).not.toMatch(/\n|\.$/);
    }
  });

  it('has an id of its own each, the same whoever finds it', () => {
    const ids = noticesOf(facts(noon + 120 * day, { rotation: staged(), app: sick })).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(noticesOf(facts(noon + 120 * day + hour, { rotation: staged(), app: sick })).map(({ id }) => id)).toEqual(
      ids,
    );
  });

  it('carries no control characters of the org', () => {
    const evil: Partial<WatchedApp> = {
      ...sick,
      label: 'Bil\u001b[31mling\u202e',
      orgName: 'A\u0007cme',
      trouble: { code: 'X', message: 'a\u001b]0;b\u0007c', since: noon, triedAt: noon, isPassing: false },
    };
    const text = JSON.stringify(noticesOf(facts(noon + 120 * day, { app: evil })));
    expect(text).not.toMatch(/\\u001b|\\u0007|\u202e/);
  });

  it('quotes a place for the shell where it has to', () => {
    const [notice] = noticesOf(facts(dueAt, { app: { org: 'my $org' } }));
    expect(notice?.actions[0]).toContain('`keyturn rotate "my \\$org/Billing_Sync"`');
  });
});
