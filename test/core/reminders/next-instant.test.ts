import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDueAt } from '../../../src/core/automation/spans.ts';
import { type WorkFacts, workOf } from '../../../src/core/automation/work.ts';
import type { MaintenanceWindow } from '../../../src/core/model/calendar.ts';
import { driftKinds } from '../../../src/core/model/watched-app.ts';
import { nextInstantOf } from '../../../src/core/reminders/next-instant.ts';
import { isQuieted, noticesOf } from '../../../src/core/reminders/notices.ts';
import {
  day,
  delivery,
  drift,
  dueAt,
  facts,
  hour,
  minute,
  noon,
  policy,
  rotated,
  staged,
} from '../automation/app-facts.ts';

const window: MaintenanceWindow = { from: '01:30', to: '03:30', timeZone: 'Europe/Berlin', days: ['sun', 'wed'] };

describe('the next instant', () => {
  const quiet = { issuedAt: noon + 900 * day, lastProof: { at: noon, answer: 'accepted', detail: '' } } as const;
  const cases: readonly [string, WorkFacts, number][] = [
    ['is a day ahead at most', facts(noon, { app: quiet, checkEveryMs: 9 * day }), noon + day],
    ['is the next reminder', facts(dueAt - 30 * day - hour), dueAt - 30 * day],
    [
      'is the retry',
      facts(noon, { rotation: staged({ retry: { attempt: 1, at: noon + minute, since: noon } }) }),
      noon + minute,
    ],
    [
      'is the end of a snooze',
      facts(noon, { app: { attention: { snoozedUntil: noon + hour, acknowledged: null } } }),
      noon + hour,
    ],
    ['is soon where something is left undone', facts(noon, { app: { lastCheck: null } }), noon + 15 * minute],
    [
      'is a week before the due date where there is a window',
      facts(dueAt - 7 * day - hour, {
        policy: policy({ automation: 'rotate', remindDays: [] }),
        rotation: staged({ staged: { id: '0xS1', createdAt: noon, expiresAt: null } }),
        window,
      }),
      dueAt - 7 * day,
    ],
    [
      'is the opening of the window',
      facts(Date.parse('2027-05-25T23:00Z'), { app: quiet, policy: policy({ automation: 'rotate' }), window }),
      Date.parse('2027-05-25T23:30Z'),
    ],
  ];
  for (const [title, given, at] of cases) {
    it(title, () => expect(new Date(nextInstantOf(given))).toEqual(new Date(at)));
  }

  it('is the next look at an app whose run has staged nothing', () => {
    const rotation = staged({ staged: null, stagedProvedAt: null, finishedAt: noon });
    const given = facts(noon, { app: quiet, rotation, checkEveryMs: hour });
    expect(nextInstantOf(given)).toBe(checkDueAt(given.watched, hour));
  });

  it('comes no later than anything new to tell or to do, and after now', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 }),
        (given, shares) => {
          const next = nextInstantOf(given);
          expect(next).toBeGreaterThan(given.now);
          expect(next).toBeLessThanOrEqual(given.now + day);
          const known = toldAt(given);
          const work = workOf(given)?.do ?? null;
          const instants = shares.map((share) => given.now + Math.floor((next - given.now - 1) * share));
          for (const now of [...instants, next - 1]) {
            const later = { ...given, now };
            expect([...toldAt(later)].filter((id) => !known.has(id))).toEqual([]);
            if (work === null) expect(workOf(later)).toBeNull();
          }
        },
      ),
      { numRuns: 3000, seed: 6 },
    );
  });
});

function toldAt(given: WorkFacts): ReadonlySet<string> {
  const { attention } = given.watched;
  return new Set(noticesOf(given).flatMap((notice) => (isQuieted(notice, attention, given.now) ? [] : [notice.id])));
}

/** Instants a few hours around those at which a rule turns for some app or run that began at noon. */
const turns = [0, 7, 23, 27, 30, 70, 83, 89, 90].map((days) => noon + days * day);
const instant = fc
  .tuple(fc.constantFrom(...turns), fc.integer({ min: -25 * hour, max: 25 * hour }))
  .map(([turn, ms]) => turn + ms);
/** Mostly nothing: what is out of order hides what else may come. */
const rarely = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
const ago = fc.integer({ min: 0, max: 30 * hour });

const anyRun = fc
  .record({
    isRotated: fc.boolean(),
    retryIn: rarely(fc.integer({ min: 0, max: 26 * hour })),
    stop: rarely(fc.constantFrom('HandOverPending', 'GraceNotOver', 'SignInBroken')),
    status: fc.option(fc.constantFrom('pending', 'delivered', 'waiting'), { nil: null }),
    isProved: fc.boolean(),
    expiresAt: fc.constantFrom(noon + 30 * day, null),
    isFinished: rarely(fc.constant(true)),
  })
  .map(({ isRotated, retryIn, stop, status, isProved, expiresAt, isFinished }) => (now: number) => {
    const run = {
      stop: stop && { code: stop, at: noon },
      retry: retryIn === null || stop ? null : { attempt: 2, at: now + retryIn, since: noon },
      deliveries: status === null ? [] : [delivery('file:/erp', status, noon)],
      finishedAt: isFinished ? noon : null,
    };
    return isRotated
      ? rotated(run)
      : staged({ ...run, stagedProvedAt: isProved ? noon : null, staged: { id: '0xS1', createdAt: noon, expiresAt } });
  });

const anyFacts: fc.Arbitrary<WorkFacts> = fc
  .record({
    now: instant,
    run: fc.option(anyRun, { nil: null }),
    automation: fc.constantFrom('remind', 'stage', 'rotate'),
    window: fc.constantFrom(window, null),
    checkEveryMs: fc.constantFrom(6 * hour, 9 * day, 9 * day),
    issuedAt: fc.constantFrom(...Array<number>(6).fill(noon), null),
    checkedAgo: ago,
    drift: rarely(fc.constantFrom(...driftKinds)),
    answer: fc.constantFrom(...Array<'accepted'>(8).fill('accepted'), 'refused', 'inconclusive'),
    trouble: rarely(
      fc.record({ code: fc.constantFrom('SignInBroken', 'OrgUnreachable'), ago, isPassing: fc.boolean() }),
    ),
    snoozedFor: rarely(fc.integer({ min: -hour, max: 26 * hour })),
    hasNoConsumers: fc.boolean(),
    aheadMs: fc.constantFrom(0, 0, 0, 3 * hour, -3 * hour, 10 * day, -10 * day),
  })
  .map(({ now, run, checkedAgo, aheadMs, answer, trouble, snoozedFor, ...given }) => {
    const triedAt = now - (trouble?.ago ?? 0);
    const lastCheck = {
      at: Math.min(now - checkedAgo, triedAt),
      drift: given.drift === null ? [] : [drift(given.drift, now - checkedAgo)],
      ...(aheadMs === 0 ? {} : { aheadMs }),
    };
    return facts(now, {
      rotation: run === null ? null : run(now),
      policy: policy({ automation: given.automation, remindDays: [30, 3] }),
      stageAheadDays: 20,
      window: given.window,
      checkEveryMs: given.checkEveryMs,
      app: {
        issuedAt: given.issuedAt,
        hasNoConsumers: given.hasNoConsumers,
        lastCheck,
        lastProof: { at: lastCheck.at, answer, detail: '' },
        trouble: trouble && { ...trouble, message: 'no', since: triedAt - 5 * hour, triedAt },
        attention: { snoozedUntil: snoozedFor === null ? null : now + snoozedFor, acknowledged: null },
      },
    });
  });
