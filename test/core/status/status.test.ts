import { describe, expect, it } from 'vitest';
import { dueIn } from '../../../src/core/model/app-status.ts';
import { graceEndsAt } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { defaultPolicy } from '../../../src/core/model/watched-app.ts';
import { attentionFrom, byUrgency, needsAttention, statusOf } from '../../../src/core/status/status.ts';
import { stateWords } from '../../../src/core/words/app-state.ts';
import { attentionLines } from '../../../src/core/words/attention.ts';
import { nextStepWords } from '../../../src/core/words/next-step.ts';
import { emergencyRun, graceRun, rotation, stagedRun, waitingRun } from '../watch/rotations.ts';
import { day, noon, watchedApp } from '../watch/watched-apps.ts';

describe('the state of a watched app', () => {
  const cases: readonly [string, number, string, boolean][] = [
    ['just issued', 0, 'fine', false],
    ['a moment before the first reminder', 60 * day - 1, 'fine', false],
    ['at the first reminder, 30 days ahead', 60 * day, 'due-soon', false],
    ['a moment before it is due', 90 * day - 1, 'due-soon', false],
    ['on the day it is due', 90 * day, 'due', true],
    ['a moment before the day is over', 91 * day - 1, 'due', true],
    ['a day after it was due', 91 * day, 'overdue', true],
  ];
  for (const [title, age, state, attention] of cases) {
    it(`is ${state} ${title}`, () => {
      const status = statusOf(watchedApp(), null, noon + age);
      expect(status.state).toBe(state);
      expect(needsAttention(status)).toBe(attention);
    });
  }

  it('counts from the adoption where nobody knows when the secret was issued, and gives no age', () => {
    const status = statusOf(
      watchedApp({ issuedAt: null, ageSource: 'unknown', adoptedAt: noon }),
      null,
      noon + 10 * day,
    );
    expect(status).toMatchObject({ ageDays: null, dueAt: noon + 90 * day, state: 'fine' });
    expect(status.attention).toContain('issue date unknown');
  });

  it('names the consumers that were removed before the promotion, and the command that promotes', () => {
    const removed = [{ target: parseTarget('manual:Nightly'), status: 'waiting', at: noon, problem: null }] as const;
    const open = {
      ...stagedRun(),
      kind: 'rotate',
      removed,
      stop: { code: 'PromotionNotConfirmed', at: noon },
    } as const;
    expect(statusOf(watchedApp(), open, noon).attention).toBe(
      `removed during the rotation: Nightly. Promote without them: \`keyturn resume ${open.app} --yes\``,
    );
  });

  it('is blocked while the last proof was refused, and unknown without any', () => {
    const refused = { at: noon, answer: 'refused', detail: 'invalid_client' } as const;
    expect(statusOf(watchedApp({ lastProof: refused }), null, noon).state).toBe('blocked');
    expect(statusOf(watchedApp({ lastProof: null }), null, noon).state).toBe('unknown');
  });

  it('says of an emergency that waits for a consumer whether access is back', () => {
    const deliveries = [{ target: parseTarget('manual:Bob'), status: 'waiting', at: noon, problem: null }] as const;
    const done = { rotatedAt: noon, endedAt: noon, refusedAt: noon, primaryProvedAt: noon, finishedAt: null };
    const containment = { by: 'flow', wasSo: false, intendedAt: noon, containedAt: noon, provedAt: noon } as const;
    const open = (openedAt: number | null) =>
      rotation({
        ...done,
        kind: 'emergency',
        deliveries,
        emergency: emergencyRun({ containment: { ...containment, openedAt } as never }),
      });
    const at = (openedAt: number | null, app: object = {}) => statusOf(watchedApp(app), open(openedAt), noon);
    expect(at(noon)).toMatchObject({ state: 'blocked', isAccessBack: true });
    expect(at(null)).toMatchObject({ state: 'blocked', isAccessBack: false });
    const refused = { at: noon, answer: 'refused', detail: 'no' };
    expect(at(noon, { lastProof: refused })).toMatchObject({ state: 'blocked', isAccessBack: false });
  });

  it('counts an age and a grace period by the org clock, while that is known', () => {
    const at = (now: number, aheadMs: number) =>
      statusOf(watchedApp({ lastCheck: { at: now - 60_000, drift: [], aheadMs } }), graceRun(), now);
    const until = graceEndsAt(graceRun()) ?? 0;
    expect(at(until - day, 2 * day).isGraceOver).toBe(true);
    expect(at(until + day, -2 * day).isGraceOver).toBe(false);
    const age = (aheadMs: number) => at(noon + 10 * day, aheadMs).ageDays;
    expect([age(0), age(3 * day), age(-3 * day), age(-40 * day)]).toEqual([10, 13, 7, 0]);
    const due = (aheadMs: number, now = noon + 10 * day) => dueIn(at(now, aheadMs), now);
    expect([due(0), due(3 * day), due(-3 * day)]).toEqual(['in 80 days', 'in 77 days', 'in 83 days']);
  });

  it('says that the clocks differ, as the newer one of a check and of a run saw it', () => {
    const seen = (checkedAt: number) =>
      statusOf(
        watchedApp({ lastCheck: { at: checkedAt, drift: [] }, clockSeen: { at: noon - 60_000, aheadMs: -day } }),
        graceRun(),
        noon,
      ).attention ?? '';
    expect(seen(noon - 120_000)).toContain("this computer's clock is 1 day ahead of the org's");
    expect(seen(noon)).not.toContain('clock');
  });

  it.each([
    ['nothing yet', {}, "isn't finished: continue"],
    ['perhaps OAuth', { flow: { wasSo: false, seenAt: null } }, ', and keyturn may have turned OAuth off for it: '],
    [
      'OAuth and the user',
      { flow: { wasSo: false, seenAt: noon }, freeze: { wasSo: false, seenAt: noon } },
      ', and keyturn turned OAuth off and froze the execution user for it: ',
    ],
    ['nothing that was on', { flow: { wasSo: true, seenAt: noon } }, ', and OAuth was already off before: '],
  ])('says what its decommissioning has turned off: %s', (_title, decommission, words) => {
    const app = watchedApp({ decommission: decommission as never });
    expect(statusOf(app, null, noon).attention).toContain(words);
  });

  it('lists those first that need a person', () => {
    const at = (age: number, app: string) => statusOf(watchedApp({ app, issuedAt: noon - age * day }), null, noon);
    const sorted = [at(1, 'fine'), at(95, 'overdue'), at(70, 'soon'), at(90, 'due')].sort(byUrgency);
    expect(sorted.map(({ watched }) => watched.app)).toEqual(['overdue', 'due', 'soon', 'fine']);
  });

  const grace = (now: number, fields: Parameters<typeof graceRun>[0] = {}) =>
    statusOf(watchedApp(), graceRun(fields), now);
  it('needs a person once the grace period is over and the former pair was not deleted', () => {
    const before = grace(noon + 7 * day - 1);
    expect(before).toMatchObject({ state: 'grace', isGraceOver: false, attention: null });
    expect(needsAttention(before)).toBe(false);
    const over = grace(noon + 7 * day, { hasNoConsumers: true });
    expect(over).toMatchObject({ state: 'grace', isGraceOver: true });
    expect(over.attention).toContain('`keyturn resume Billing_Sync`');
    const kept = grace(noon + 7 * day, {
      removed: [{ target: { kind: 'manual', name: 'Bob' }, status: 'confirmed', at: noon, problem: null }],
    });
    expect(kept.attention).toContain('`keyturn retire Billing_Sync --confirm Billing_Sync`');
    expect([needsAttention(over), needsAttention(kept)]).toEqual([true, true]);
    for (const fields of [{ endedAt: noon }, { finishedAt: noon }]) {
      expect(grace(noon + 7 * day, fields).isGraceOver).toBe(false);
    }
  });
});

const bothLeftOut = [
  { target: parseTarget('exec:/srv/vault'), status: 'failed', at: noon, problem: 'sealed' },
  { target: parseTarget('manual:CI'), status: 'waiting', at: noon, problem: null },
] as const;

describe('an emergency', () => {
  const over = {
    ...rotation({ kind: 'emergency', rotatedAt: noon, endedAt: noon, primaryProvedAt: noon }),
    emergency: emergencyRun({ report: '/r.md' }),
  };
  it('continues while its new credentials have got no token, also if somebody still needs them', () => {
    const unproved = { ...over, primaryProvedAt: null, deliveries: bothLeftOut };
    const frozenFor = { app: 'Data_Lake', consumerId: '0ci', wasSo: false, isSure: true } as never;
    const { attention } = statusOf(watchedApp(), unproved, noon, { frozenFor });
    expect(attention).toContain('continue with `keyturn resume Billing_Sync`');
    expect(attention).toContain('for the emergency of Data_Lake: continue it with `keyturn resume Data_Lake`');
  });
  it('needs a person as long as somebody has no access', () => {
    const waiting = { target: parseTarget('manual:CI'), status: 'waiting', at: noon, problem: null } as const;
    expect(statusOf(watchedApp(), { ...over, deliveries: [waiting] }, noon)).toMatchObject({
      state: 'blocked',
      isGraceOver: false,
      attention:
        'these consumers have no access without the new credentials: CI (`keyturn reveal Billing_Sync`, then `keyturn handed-over Billing_Sync "CI"`)',
    });
  });
  it('names the program that could not be handed the new pair beside the person who has to be asked', () => {
    const { attention } = statusOf(watchedApp(), { ...over, deliveries: bothLeftOut }, noon);
    expect(attention).toMatch(/no access without.*vault \(fix it, then `keyturn resume Billing_Sync`\)/);
    expect(attention).toContain('CI (`keyturn reveal Billing_Sync`, then `keyturn handed-over Billing_Sync "CI"`)');
  });
  it('leads to the delivery that was not tried, or of which nobody knows after a restore', () => {
    const target = parseTarget('file:/srv/erp.env');
    const untried = { target, status: 'pending', at: null, problem: null } as const;
    expect(statusOf(watchedApp(), { ...over, deliveries: [untried] }, noon).attention).toBe(
      'these consumers have no access without the new credentials: /srv/erp.env (`keyturn resume Billing_Sync` delivers)',
    );
  });
  it('comes before everything else that is worth knowing, and says why it stands still', () => {
    const stop = { code: 'StrangersPair', at: noon };
    const stuck = { ...rotation({ kind: 'emergency', stop }), emergency: emergencyRun() };
    expect(statusOf(watchedApp(), stuck, noon + 95 * day)).toMatchObject({
      state: 'overdue',
      attention: "the emergency isn't finished (StrangersPair): continue with `keyturn resume Billing_Sync`",
    });
  });
  it('needs a person while it is not done', () => {
    const begun = { ...over, emergency: emergencyRun() };
    expect(statusOf(watchedApp(), begun, noon)).toMatchObject({
      state: 'blocked',
      attention: expect.stringContaining('`keyturn resume Billing_Sync`'),
    });
  });
});

describe('a rotation that not everybody could be handed', () => {
  const given = { savedAt: noon, stagedProvedAt: noon, stays: '3MVG9new', deliveries: bothLeftOut };
  it.each([
    ['that is tried again', { retry: { attempt: 1, at: noon + day, since: noon } }],
    ['that waits for people', { stop: { code: 'HandOverPending', at: noon } }],
  ])('names programs and people, where it is one %s', (_, fields) => {
    expect(statusOf(watchedApp(), rotation({ ...given, ...fields }), noon).attention).toBe(
      'consumers that still need the new credentials: /srv/vault (fix it, then `keyturn resume Billing_Sync`); CI (`keyturn reveal Billing_Sync --slot staged`, then `keyturn handed-over Billing_Sync "CI"`)',
    );
  });
  it('says nothing of consumers that were not tried yet', () => {
    const pending = [{ target: parseTarget('exec:/srv/vault'), status: 'pending', at: null, problem: null }] as const;
    const stop = { code: 'StagedPairRefused', at: noon };
    expect(statusOf(watchedApp(), rotation({ ...given, deliveries: pending, stop }), noon).attention).toContain(
      'the rotation needs attention (StagedPairRefused)',
    );
  });
});

describe('a delivery that failed and is tried again', () => {
  const vault = parseTarget('exec:/srv/vault');
  const retry = { attempt: 1, at: noon + day, since: noon };
  const deliveries = [{ target: vault, status: 'failed', at: noon, problem: 'it ended with exit code 7' }] as const;
  const watched = watchedApp({ deliveries: [vault] });
  it.each([
    ['rotation', { savedAt: noon, stays: '3MVG9new' }, 'staged'],
    ['discard', { kind: 'discard' }, 'staged'],
  ] as const)('needs attention: %s', (_, fields, state) => {
    const run = rotation({ ...fields, deliveries, retry });
    const status = statusOf(watched, run, noon);
    expect([status.state, needsAttention(status), attentionFrom(watched, run)]).toEqual([state, true, 0]);
  });
});

it('says that a consumer that was added in the grace period still needs the new credentials', () => {
  const added = { target: parseTarget('file:/second'), status: 'pending', at: null, problem: null } as const;
  const kept = { savedAt: noon, stays: '3MVG9new', rotatedAt: noon, primaryProvedAt: noon, deliveries: [added] };
  expect(statusOf(watchedApp(), rotation(kept), noon).attention).toBe(
    'not updated with the new credentials yet: /second. Deliver them with `keyturn resume Billing_Sync`',
  );
  expect(nextStepWords(rotation(kept), false, noon)).toMatch(/First deliver the new credentials to \/second: `keyturn/);
});

describe('a discard that waits for a person', () => {
  it('needs the current credentials again, not the staged ones', () => {
    expect(statusOf(watchedApp(), waitingRun({ kind: 'discard' }), noon).attention).toBe(
      'consumers that still need the current credentials: Mailroom (`keyturn reveal Billing_Sync`, then `keyturn handed-over Billing_Sync "Mailroom"`)',
    );
  });
});

describe('a secret that is due', () => {
  const due = (fields: Parameters<typeof watchedApp>[0], run: Parameters<typeof statusOf>[1], days = 90) =>
    statusOf(watchedApp(fields), run, noon + days * day);
  const refused = { at: noon, answer: 'refused', detail: 'invalid_client' } as const;
  const drift = { kind: 'flow-off', since: noon, sentence: 'The flow is off.', cure: 'Turn it on.' } as const;
  const stop = { code: 'StagedPairRefused', at: noon };
  const retry = { attempt: 1, at: noon, since: noon };
  const failed = [{ target: parseTarget('exec:/srv/vault'), status: 'failed', at: noon, problem: 'sealed' }] as const;

  it.each([
    ['refused credentials', { lastProof: refused }, null, 'Salesforce refused the credentials'],
    ['refused credentials and a run', { lastProof: refused }, rotation({ stop }), 'Salesforce refused the credentials'],
    ['a failed delivery', {}, rotation({ deliveries: failed, retry }), 'still need the new credentials: /srv/vault'],
    ['a run that needs a decision', {}, rotation({ stop }), 'the rotation needs attention (StagedPairRefused)'],
    [
      'an interrupted run',
      {},
      rotation({ retry }),
      "the rotation isn't finished: continue with `keyturn resume Billing_Sync`",
    ],
    ['a change outside keyturn', { lastCheck: { at: noon, drift: [drift] } }, null, 'The flow is off.'],
    [
      'a grace period that is over',
      {},
      graceRun({ overlapEndsAt: null, hasNoConsumers: true }),
      'the grace period is over',
    ],
    ['previous credentials that have expired', {}, graceRun(), 'the previous credentials expired on 2027-03-31'],
  ] as const)('does not hide %s', (_, fields, run, expected) => {
    for (const days of [90, 95]) {
      const status = due(fields, run, days);
      expect(status.state).toBe(days === 90 ? 'due' : 'overdue');
      expect(status.attention).toContain(expected);
    }
  });

  it('says why the daemon leaves the rotation to a person, although its policy says otherwise', () => {
    const attention = (target: string) =>
      due({ policy: { ...defaultPolicy, automation: 'rotate' }, deliveries: [parseTarget(target)] }, null).attention;
    const rotate = 'the secret has reached its maximum age: `keyturn rotate Billing_Sync`';
    expect(attention('manual:Carl')).toBe(
      `${rotate}. keyturn doesn't rotate automatically, because people update Carl`,
    );
    expect(attention('file:/erp')).toBe(rotate);
  });

  it('leads to a rotation only if no other run comes first', () => {
    const rotate = 'the secret has reached its maximum age: `keyturn rotate Billing_Sync`';
    expect(due({}, null).attention).toBe(rotate);
    expect(due({}, stagedRun()).attention).toBe(rotate);
    expect(due({}, rotation({ kind: 'discard' })).attention).toBe(
      'the secret has reached its maximum age: continue the unfinished deletion of the staged credentials with `keyturn resume Billing_Sync`',
    );
    expect(due({}, graceRun({ endedAt: noon })).attention).toContain('`keyturn resume Billing_Sync`');
    expect(due({}, graceRun({ rotatedAt: noon + 85 * day })).attention).toBe(
      'the secret has reached its maximum age. You can rotate once the previous credentials are deleted. They are kept until 2027-06-01 (grace period)',
    );
  });
});

describe('the instant from which somebody is needed', () => {
  const refused = { at: noon, answer: 'refused', detail: 'invalid_client' } as const;
  const drift = { kind: 'flow-off', since: noon, sentence: 'The flow is off.', cure: 'Turn it on.' } as const;
  const stop = { code: 'SlotTaken', at: noon } as const;
  const cases = {
    'a fine app': [watchedApp(), null],
    'one that was never proved': [watchedApp({ lastProof: null }), null],
    'one whose proof was refused': [watchedApp({ lastProof: refused }), null],
    'one that has drifted': [watchedApp({ lastCheck: { at: noon, drift: [drift] } }), null],
    'one whose age nobody knows': [watchedApp({ issuedAt: null, adoptedAt: noon - day }), null],
    'one whose run waits for a person': [watchedApp(), rotation({ stop })],
    'one in its grace period': [watchedApp(), graceRun()],
    'one with an emergency': [watchedApp(), { ...rotation(), emergency: emergencyRun() }],
    'one whose run was ended while it waited': [watchedApp(), rotation({ stop, finishedAt: noon })],
  } as const;
  it.each(Object.entries(cases))('is that at which its state tells of it: %s', (_, [watched, run]) => {
    const states = ['due', 'overdue', 'blocked', 'drifted'];
    for (const age of [0, 7 * day - 1, 7 * day, 89 * day - 1, 89 * day, 90 * day - 1, 90 * day, 95 * day]) {
      const now = noon + age;
      const { state, isGraceOver } = statusOf(watched, run, now);
      expect([age, attentionFrom(watched, run) <= now]).toEqual([age, isGraceOver || states.includes(state)]);
    }
  });

  it.each([
    ['ahead', 2],
    ['behind', -2],
  ] as const)("counts by the org's clock while that is known to be %s", (_, days) => {
    const ahead = days * day;
    const seen = (at: number) => watchedApp({ lastCheck: { at, drift: [], aheadMs: ahead } });
    const until = graceEndsAt(graceRun()) ?? 0;
    const due = attentionFrom(watchedApp(), null);
    for (const [end, run] of [
      [until, graceRun()],
      [due, null],
    ] as const) {
      const from = end - ahead;
      expect([attentionFrom(seen(from - 3_600_000), run), from]).toEqual([from, from]);
      const states = [from - 1, from].map((now) => {
        const { state, isGraceOver } = statusOf(seen(from - 3_600_000), run, now);
        return isGraceOver || state === 'due';
      });
      expect(states).toEqual([false, true]);
      // What a check saw counts for a day.
      const old = from - 2 * day;
      expect(attentionFrom(seen(old), run)).toBe(Math.max(end, old + day));
    }
  });
});

describe('a run between two steps', () => {
  const saved = rotation({ savedAt: noon, stagedProvedAt: noon, stays: '3MVG9new' });
  it('is interrupted if no process works on it, and counts for --exit-code', () => {
    const status = statusOf(watchedApp(), saved, noon);
    expect(status).toMatchObject({ isInterrupted: true, attention: expect.stringContaining("isn't finished") });
    expect(needsAttention(status)).toBe(true);
    expect(stateWords(status, noon)).toBe('rotation not finished');
  });
  it('is running while a process works on it', () => {
    const status = statusOf(watchedApp(), saved, noon, { isAtWork: true });
    expect([status.isInterrupted, needsAttention(status), stateWords(status, noon)]).toEqual([
      false,
      false,
      'rotation running',
    ]);
  });
  it('needs nobody while it is tried again', () => {
    const retry = { attempt: 1, at: noon + day, since: noon };
    expect(needsAttention(statusOf(watchedApp(), { ...saved, retry }, noon))).toBe(false);
  });
  it('is not interrupted once keyturn waits for a person to delete the previous credentials', () => {
    const stop = { code: 'GraceNotOver', at: noon };
    const { attention } = statusOf(watchedApp(), graceRun({ stop }), noon);
    expect(attention).toContain('`keyturn retire Billing_Sync --confirm Billing_Sync`');
  });
});

it('says once for several apps that their issue date is unknown', () => {
  const of = (app: string) => statusOf(watchedApp({ app, issuedAt: null, ageSource: 'unknown' }), null, noon);
  const own = attentionLines([of('Billing')]);
  expect(own).toEqual([
    expect.stringMatching(/^Billing: issue date unknown; .* Set it with `keyturn watch Billing --issued/),
  ]);
  const due = statusOf(watchedApp({ app: 'Due' }), null, noon + 95 * day);
  expect(attentionLines([of('Billing'), due, of('ERP')])).toEqual([
    expect.stringMatching(/^Due: /),
    expect.stringMatching(/^Billing, ERP: issue date unknown; .* such as with `keyturn watch Billing --issued/),
  ]);
});
