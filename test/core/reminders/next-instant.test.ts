import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WorkFacts, workOf } from '../../../src/core/automation/work.ts';
import type { MaintenanceWindow } from '../../../src/core/reminders/calendar.ts';
import { nextInstantOf } from '../../../src/core/reminders/next-instant.ts';
import { isQuieted, noticesOf } from '../../../src/core/reminders/notices.ts';
import { driftKinds } from '../../../src/core/watch/watched-app.ts';
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
      'is the opening of the window',
      facts(Date.parse('2027-05-25T23:00Z'), { app: quiet, policy: policy({ automation: 'rotate' }), window }),
      Date.parse('2027-05-25T23:30Z'),
    ],
  ];
  for (const [title, given, at] of cases) {
    it(title, () => expect(new Date(nextInstantOf(given))).toEqual(new Date(at)));
  }

  it('comes no later than anything new to tell or to do, and after now', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 }),
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
      { numRuns: 1500, seed: 6 },
    );
  });
});

function toldAt(given: WorkFacts): ReadonlySet<string> {
  const { attention } = given.watched;
  return new Set(noticesOf(given).flatMap((notice) => (isQuieted(notice, attention, given.now) ? [] : [notice.id])));
}

const instant = fc.integer({ min: -2 * day, max: 140 * day }).map((ms) => noon + ms);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

const anyRun = fc
  .record({
    isRotated: fc.boolean(),
    start: instant,
    retry: maybe(fc.record({ attempt: fc.nat(9), at: instant, since: instant })),
    stop: maybe(fc.record({ code: fc.constantFrom('HandOverPending', 'GraceNotOver', 'SignInBroken'), at: instant })),
    delivery: maybe(fc.constantFrom('pending', 'waiting', 'delivered')),
    expiresAt: maybe(instant),
    stagedProvedAt: maybe(instant),
    isFinished: fc.boolean(),
  })
  .map(({ isRotated, start, expiresAt, isFinished, delivery: status, retry, stop, stagedProvedAt }) => {
    const run = {
      startedAt: start,
      stop,
      retry: stop ? null : retry,
      deliveries: status === null ? [] : [delivery('file:/erp', status, start)],
      finishedAt: isFinished ? start : null,
    };
    return isRotated
      ? rotated({ ...run, rotatedAt: start, overlapEndsAt: expiresAt })
      : staged({ ...run, stagedProvedAt, staged: { id: '0xS1', createdAt: start, expiresAt } });
  });

const anyFacts: fc.Arbitrary<WorkFacts> = fc
  .record({
    now: instant,
    rotation: maybe(anyRun),
    automation: fc.constantFrom('remind', 'stage', 'rotate'),
    hasWindow: fc.boolean(),
    issuedAt: maybe(instant),
    lastCheck: maybe(
      fc.record({ at: instant, drift: fc.array(fc.tuple(fc.constantFrom(...driftKinds), instant), { maxLength: 1 }) }),
    ),
    lastProof: maybe(
      fc.record({
        at: instant,
        answer: fc.constantFrom('accepted', 'refused', 'inconclusive'),
        detail: fc.constant(''),
      }),
    ),
    trouble: maybe(
      fc.record({
        code: fc.constantFrom('SignInBroken', 'HandOverPending'),
        message: fc.constant('no'),
        since: instant,
        triedAt: instant,
        isPassing: fc.boolean(),
      }),
    ),
    snoozedUntil: maybe(instant),
    hasNoConsumers: fc.boolean(),
  })
  .map(({ now, rotation, automation, hasWindow, lastCheck, snoozedUntil, ...app }) =>
    facts(now, {
      rotation,
      policy: policy({ automation }),
      window: hasWindow ? window : null,
      app: {
        ...app,
        lastCheck: lastCheck && { ...lastCheck, drift: lastCheck.drift.map(([kind, since]) => drift(kind, since)) },
        attention: { snoozedUntil, acknowledged: null },
      },
    }),
  );
