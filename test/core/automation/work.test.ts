import { describe, expect, it } from 'vitest';
import { checkDueAt } from '../../../src/core/automation/spans.ts';
import { type Work, type WorkFacts, workOf } from '../../../src/core/automation/work.ts';
import type { MaintenanceWindow } from '../../../src/core/model/calendar.ts';
import { driftKinds } from '../../../src/core/model/watched-app.ts';
import { targets } from '../../support/targets.ts';
import { watchedApp } from '../watch/watched-apps.ts';
import { day, delivery, drift, dueAt, facts, hour, minute, noon, policy, rotated, staged } from './app-facts.ts';

type Case = readonly [title: string, given: WorkFacts, work: Work['do'] | null];

function table(cases: readonly Case[]): void {
  for (const [title, given, work] of cases) {
    it(`${title}: ${work ?? 'nothing'}`, () => expect(workOf(given)?.do ?? null).toBe(work));
  }
}

const retry = { attempt: 1, at: noon + minute, since: noon };

describe('a run that was interrupted', () => {
  const unproved = staged({ stagedProvedAt: null });
  const lateRetry = { attempt: 9, at: noon + 26 * day, since: noon };
  table([
    ['goes on', facts(noon, { rotation: unproved }), 'resume'],
    [
      'goes on whatever the automation is',
      facts(noon, { rotation: unproved, policy: policy({ automation: 'remind' }) }),
      'resume',
    ],
    ['comes before a look', facts(noon, { rotation: unproved, app: { lastCheck: null } }), 'resume'],
    [
      'waits for a person where it stopped',
      facts(noon, { rotation: staged({ stagedProvedAt: null, stop: { code: 'StrangersPair', at: noon } }) }),
      null,
    ],
    ['rests once the staged pair is proved', facts(noon, { rotation: staged() }), null],
    [
      'is over when it is finished',
      facts(noon, { rotation: staged({ stagedProvedAt: null, finishedAt: noon, outcome: 'done' }) }),
      null,
    ],
    ['is left alone before its retry', facts(noon + minute - 1, { rotation: staged({ retry }) }), null],
    ['is taken up at its retry', facts(noon + minute, { rotation: staged({ retry }) }), 'resume'],
    [
      'is taken up a moment before the pair is too old for tries',
      facts(noon + 27 * day - 1, { rotation: staged({ retry: lateRetry }) }),
      'resume',
    ],
    [
      'is not tried any more 3 days before the pair expires',
      facts(noon + 27 * day, { rotation: staged({ retry: lateRetry }) }),
      null,
    ],
    [
      'is taken up where its retry was planned by a clock that was set back',
      facts(noon - 3 * day, { rotation: staged({ retry }) }),
      'resume',
    ],
  ]);
});

describe('the end of a grace period', () => {
  const manual = rotated({ deliveries: [delivery('manual:CI', 'waiting', noon)] });
  const nobody = rotated({ deliveries: [] });
  table([
    ['is not come a moment before', facts(noon + 7 * day - 1, { rotation: rotated() }), null],
    ['is finished', facts(noon + 7 * day, { rotation: rotated() }), 'resume'],
    [
      'is left to a person by the policy remind',
      facts(noon + 7 * day, { rotation: rotated(), policy: policy({ automation: 'remind' }) }),
      null,
    ],
    [
      'is left to a person where nobody can say who uses the old pair',
      facts(noon + 7 * day, { rotation: nobody }),
      null,
    ],
    [
      'is finished there too with rotate',
      facts(noon + 7 * day, { rotation: nobody, policy: policy({ automation: 'rotate' }) }),
      'resume',
    ],
    [
      'is not asked for while a consumer waits',
      facts(noon + 7 * day, { rotation: { ...manual, stop: { code: 'HandOverPending', at: noon } } }),
      null,
    ],
  ]);
});

describe('a staged pair that is about to expire', () => {
  const at = noon + 27 * day;
  const [remind, rotate] = [policy({ automation: 'remind' }), policy({ automation: 'rotate' })];
  table([
    ['rests a moment before 3 days ahead', facts(at - 1, { rotation: staged() }), null],
    ['is replaced 3 days ahead', facts(at, { rotation: staged() }), 'restage'],
    ['is replaced with rotate as well', facts(at, { rotation: staged(), policy: rotate }), 'restage'],
    ['is replaced when it has expired', facts(noon + 31 * day, { rotation: staged() }), 'restage'],
    ['stays with remind', facts(at, { rotation: staged(), policy: remind }), null],
    [
      'stays when somebody has it',
      facts(at, { rotation: staged({ deliveries: [delivery('file:/erp', 'delivered', noon)] }) }),
      null,
    ],
    [
      'stays when somebody may have it',
      facts(at, { rotation: staged({ deliveries: [delivery('exec:vault', 'failed', noon)] }) }),
      null,
    ],
    [
      'is replaced when it waits to be handed over',
      facts(at, { rotation: staged({ deliveries: [delivery('file:/erp', 'pending')] }) }),
      'restage',
    ],
    [
      'stays when nobody knows when it expires',
      facts(at, { rotation: staged({ staged: { id: '0xS1', createdAt: null, expiresAt: null } }) }),
      null,
    ],
    [
      'stays when the app gets no token',
      facts(at, { rotation: staged(), app: { lastCheck: { at, drift: [drift('flow-off')] } } }),
      null,
    ],
  ]);
});

describe('rotating by itself', () => {
  const by = (now: number, fields: Parameters<typeof facts>[1] = {}) =>
    facts(now, {
      policy: policy({ automation: 'rotate' }),
      rotation: staged({ staged: null, deliveries: [delivery('file:/erp', 'pending')] }),
      ...fields,
    });
  const at = dueAt - day;
  const from = (targets: readonly string[]) =>
    staged({ staged: null, deliveries: targets.map((target) => delivery(target, 'pending')) });
  table([
    ['begins not a moment before the last day', by(at - 1), null],
    ['begins on the last day', by(at), 'rotate'],
    [
      'begins where nothing is staged too',
      by(at, { rotation: null, app: { deliveries: targets('file:/erp') } }),
      'rotate',
    ],
    [
      'begins where the last run is finished',
      by(at, { rotation: rotated({ finishedAt: noon, outcome: 'done' }), app: { deliveries: targets('exec:vault') } }),
      'rotate',
    ],
    ['begins where nobody uses the pair', by(at, { rotation: null, app: { hasNoConsumers: true } }), 'rotate'],
    [
      'begins where nobody was known to use the staged pair',
      by(at, { rotation: staged({ staged: null, hasNoConsumers: true }) }),
      'rotate',
    ],
    ['never begins with stage', by(at, { policy: policy({ automation: 'stage' }) }), null],
    [
      'never begins where a person has to update a consumer',
      by(at, { rotation: from(['file:/erp', 'manual:CI']) }),
      null,
    ],
    [
      'never begins where a person has to update a consumer that was named since',
      by(at, { app: { deliveries: targets('manual:CI') } }),
      null,
    ],
    ['never begins where no consumer is named', by(at, { rotation: staged({ staged: null }) }), null],
    [
      'never begins after a refused proof',
      by(at, { app: { lastProof: { at, answer: 'refused', detail: 'invalid_client' } } }),
      null,
    ],
    ['looks first where its look is old', by(at, { app: { lastCheck: { at: at - 7 * hour, drift: [] } } }), 'check'],
  ]);
  for (const kind of driftKinds) {
    it(`never begins with the drift ${kind}`, () => {
      expect(workOf(by(at, { app: { lastCheck: { at, drift: [drift(kind)] } } }))).toBeNull();
    });
  }
});

describe('rotating by itself within a window', () => {
  const window: MaintenanceWindow = { from: '22:00', to: '02:00', timeZone: 'UTC', days: ['sun'] };
  // Due on Sunday 30 May 2027 at noon; a week before that is Sunday the 23rd at noon.
  const by = (now: string) =>
    facts(Date.parse(now), {
      policy: policy({ automation: 'rotate' }),
      window,
      app: { deliveries: targets('file:/erp') },
      rotation: staged({ staged: null, deliveries: [delivery('file:/erp', 'pending')] }),
    });
  table([
    ['begins not before the week ahead, though it is open', by('2027-05-17T01:00Z'), null],
    ['begins not before it opens', by('2027-05-23T21:59:59.999Z'), null],
    ['begins when it opens', by('2027-05-23T22:00Z'), 'rotate'],
    ['begins up to its last moment', by('2027-05-24T01:59:59.999Z'), 'rotate'],
    ['begins not once it is shut', by('2027-05-24T02:00Z'), null],
    ['begins not outside of it, though it is overdue', by('2027-06-03T12:00Z'), null],
  ]);
});

describe('staging ahead', () => {
  const at = dueAt - 14 * day;
  const withDrift = (kind: (typeof driftKinds)[number]) =>
    facts(at, { app: { lastCheck: { at, drift: [drift(kind)] } } });
  table([
    ['begins not a moment before', facts(at - 1), null],
    ['begins 14 days ahead', facts(at), 'stage'],
    ['begins with rotate', facts(at, { policy: policy({ automation: 'rotate' }) }), 'stage'],
    ['begins as many days ahead as the settings say', facts(dueAt - 30 * day, { stageAheadDays: 30 }), 'stage'],
    [
      'counts from the adoption where the age is unknown',
      facts(at, { app: { issuedAt: null, adoptedAt: noon + day } }),
      null,
    ],
    [
      'begins after a run that is finished',
      facts(at, { rotation: rotated({ finishedAt: noon, outcome: 'done' }) }),
      'stage',
    ],
    ['never begins with remind', facts(at, { policy: policy({ automation: 'remind' }) }), null],
    ['never begins beside an open run', facts(at, { rotation: staged({ staged: null }) }), null],
    [
      'never begins after a refused proof',
      facts(at, { app: { lastProof: { at, answer: 'refused', detail: 'no' } } }),
      null,
    ],
    ['begins with looser policies', withDrift('policy-loosened'), 'stage'],
    ['begins with secret access left on', withDrift('secret-access-left-on'), 'stage'],
    ...(
      [
        'app-gone',
        'pair-changed-outside',
        'flow-off',
        'user-changed',
        'user-missing',
        'user-frozen',
        'user-inactive',
        'user-more-powerful',
      ] as const
    ).map((kind): Case => [`never begins with the drift ${kind}`, withDrift(kind), null]),
  ]);
});

describe('a look', () => {
  const due = checkDueAt(watchedApp({ lastCheck: { at: noon, drift: [] } }), 6 * hour);
  const app = { lastCheck: { at: noon, drift: [] } };
  table([
    ['is taken at once where there was none', facts(noon, { app: { lastCheck: null } }), 'check'],
    ['is not due a moment before', facts(due - 1, { app }), null],
    ['is due', facts(due, { app }), 'check'],
    ['is taken where the last one is in the future: the clock was set back', facts(noon - 1, { app }), 'check'],
  ]);

  it('is spread over a tenth of the span, always the same for the same consumer', () => {
    const dues = Array.from({ length: 200 }, (_, index) =>
      checkDueAt(watchedApp({ ...app, consumerId: `888${index}` }), 6 * hour),
    );
    expect(Math.min(...dues)).toBeGreaterThanOrEqual(noon + 6 * hour);
    expect(Math.max(...dues)).toBeLessThanOrEqual(noon + 6 * hour + 36 * minute);
    expect(Math.max(...dues) - Math.min(...dues)).toBeGreaterThan(25 * minute);
    expect(checkDueAt(watchedApp(app), 6 * hour)).toBe(due);
  });
});

describe('with a clock that differs from that of the org', () => {
  const gap = (now: number, aheadMs: number) => ({ lastCheck: { at: now - minute, drift: [], aheadMs } });
  const [behind, ahead] = [10 * day, -10 * day];
  const at = (now: number, aheadMs: number, fields: Parameters<typeof facts>[1] = {}) =>
    facts(now, { ...fields, app: { ...gap(now, aheadMs), ...fields.app } });
  const rotating = { policy: policy({ automation: 'rotate' }), app: { deliveries: targets('file:/erp') } } as const;
  const isStaged = { rotation: staged() };
  const inGrace = { rotation: rotated({ graceDays: 7, deliveries: [delivery('file:/erp', 'confirmed', noon)] }) };
  const late = { rotation: staged({ retry: { attempt: 9, at: noon + 26 * day, since: noon } }) };
  table([
    ['it stages by that of the org, which is ahead', at(dueAt - 24 * day, behind), 'stage'],
    ['not before', at(dueAt - 24 * day - 1, behind), null],
    ['it stages by that of the org, which is behind', at(dueAt - 4 * day, ahead), 'stage'],
    ['not earlier', at(dueAt - 4 * day - 1, ahead), null],
    ['it rotates by that of the org', at(dueAt - 11 * day, behind, rotating), 'rotate'],
    ['not before that', at(dueAt - 1, ahead, rotating), 'stage'],
    ['it replaces a staged pair by that of the org', at(noon + 17 * day, behind, isStaged), 'restage'],
    ['not before its end', at(noon + 29 * day, ahead, isStaged), null],
    ['a grace period that is over by the org alone goes on', at(noon + 6 * day, behind, inGrace), null],
    ['so does one that is over here alone', at(noon + 8 * day, ahead, inGrace), null],
    ['one that is over by both ends', at(noon + 17 * day, ahead, inGrace), 'resume'],
    ['it is not tried any more when the org has the pair for too long', at(noon + 26 * day, behind, late), null],
    ['it is tried while the org keeps the pair', at(noon + 30 * day - 1, ahead, late), 'resume'],
  ]);
});
