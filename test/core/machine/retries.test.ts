import { describe, expect, it } from 'vitest';
import type { RotationEvent } from '../../../src/core/machine/events.ts';
import { evolve } from '../../../src/core/machine/evolve.ts';
import { mayDelete } from '../../../src/core/machine/may-delete.ts';
import { nextRetry, resumesAt, retriesEndAt, retryDelay } from '../../../src/core/machine/retries.ts';
import { graceEndsAt } from '../../../src/core/model/rotation.ts';
import { holderOf, isProvablyOurs, type SlotHolder } from '../../../src/core/model/slot.ts';
import { fromOutside } from '../../support/from-outside.ts';
import {
  begun,
  delivered,
  ended,
  handedOver,
  inGrace,
  me,
  newKey,
  proved,
  rotated,
  saved,
  slot,
  stranger,
} from '../rotation/given.ts';
import { day, noon } from '../watch/watched-apps.ts';

const minute = 60_000;
const having = (events: readonly RotationEvent[], start = begun()) => events.reduce(evolve, start);
const waiting = (events: readonly RotationEvent[], since: number) =>
  having([...events, { type: 'retry-planned', retry: { attempt: 1, at: since, since } }]);

describe('the ladder of retries', () => {
  it.each([
    [1, minute],
    [2, 2 * minute],
    [3, 5 * minute],
    [4, 10 * minute],
    [5, 30 * minute],
    [6, 60 * minute],
    [7, 360 * minute],
    [8, day],
    [9, day],
    [99, day],
  ])('after %i failures %i ms, moved by 5 %% at most', (attempt, usual) => {
    expect(retryDelay(attempt, 0.5)).toBe(usual);
    expect(retryDelay(attempt, 0)).toBe(Math.round(usual * 0.95));
    expect(retryDelay(attempt, 1)).toBe(Math.round(usual * 1.05));
  });
});

describe('retries end', () => {
  const expiry = noon + 30 * day;
  it('3 days before the staged pair expires', () => {
    const run = waiting(saved, noon);
    expect(retriesEndAt(run, noon)).toBe(expiry - 3 * day);
    expect(nextRetry(run, { now: expiry - 3 * day - 2 * minute - 1, chance: 0.5 })).toMatchObject({
      attempt: 2,
      since: noon,
    });
    expect(nextRetry(run, { now: expiry - 3 * day - 2 * minute, chance: 0.5 })).toBeNull();
  });
  it('by the clock of the org, by which the staged pair expires', () => {
    const run = waiting(saved, noon);
    const tries = (now: number, aheadMs: number) => nextRetry(run, { now, aheadMs, chance: 0.5 }) !== null;
    const late = expiry - 2 * day;
    expect([tries(late, 0), tries(late, -10 * day)]).toEqual([false, true]);
    const early = expiry - 12 * day;
    expect([tries(early, 0), tries(early, 10 * day)]).toEqual([true, false]);
    expect(retriesEndAt(run, noon, 10 * day)).toBe(expiry - 13 * day);
  });
  it('3 days before the overlap expires', () => {
    const run = having([...rotated, { type: 'overlap-seen', until: noon + 9 * day }]);
    expect(retriesEndAt(run, noon)).toBe(noon + 6 * day);
  });
  it('30 days after the first failure where nothing expires', () => {
    expect(retriesEndAt(having([]), noon)).toBe(noon + 30 * day);
    expect(retriesEndAt(waiting(ended, noon + day), noon + 5 * day)).toBe(noon + 31 * day);
  });
});

describe('when a run is taken up again by itself', () => {
  const graceEnd = noon + 7 * day;
  it.each<[string, readonly RotationEvent[], number | null]>([
    ['at once after a crash', saved, noon],
    [
      'when its next try is due',
      [...saved, { type: 'retry-planned', retry: { attempt: 1, at: noon + 5, since: noon } }],
      noon + 5,
    ],
    ['never while a person has to decide', [...saved, { type: 'stopped', code: 'StrangersPair', at: noon }], null],
    ['when its grace period ends', inGrace, graceEnd],
    ['never when it is over', [...ended, { type: 'finished', outcome: 'done', at: noon }], null],
    ['at once when only the refusal is open', ended, noon],
  ])('%s', (_name, events, expected) => expect(resumesAt(having(events), 'stage')).toBe(expected));

  it('never when a policy leaves the end to a person', () => expect(resumesAt(having(inGrace), 'remind')).toBeNull());
  it('never when a pair was only to be staged', () =>
    expect(resumesAt(having(proved, begun('stage')), 'rotate')).toBeNull());
});

describe('the grace period', () => {
  it('has no end before there is a previous pair', () => expect(graceEndsAt(having(handedOver))).toBeNull());
  it('ends after its days', () => expect(graceEndsAt(having(rotated))).toBe(noon + 7 * day));
  it('is over at once for `retire`', () => expect(graceEndsAt(begun('retire'))).toBe(noon));

  const nobody = { deliveries: [], noConsumers: true } as const;
  it.each([
    ['every consumer confirmed', inGrace, {}, { remind: false, stage: true, rotate: true }],
    [
      'one not confirmed',
      [...delivered, { type: 'rotated', at: noon }] as const,
      {},
      { remind: false, stage: false, rotate: false },
    ],
    ['grace 0, not confirmed', inGrace, { graceDays: 0 }, { remind: false, stage: true, rotate: true }],
    [
      'grace 0 and the name typed',
      inGrace,
      { graceDays: 0, consent: { confirmed: true, otherFlows: false, borrow: false } },
      { remind: true, stage: true, rotate: true },
    ],
    ['nobody uses it', rotated, nobody, { remind: false, stage: true, rotate: true }],
  ])('deletes with %s', (_name, events, request, expected) => {
    const run = having(events, begun('rotate', request));
    for (const automation of ['remind', 'stage', 'rotate'] as const) {
      expect(mayDelete(run, automation), automation).toBe(expected[automation]);
    }
  });
});

describe('whose the pair in the slot is', () => {
  const clues = { stored: new Set<string>(), stageIntendedAt: noon, personId: me };
  const kept = { ...clues, stored: new Set([newKey]) };
  it.each<[SlotHolder, string, Parameters<typeof holderOf>]>([
    ['free', 'nothing', [null, clues]],
    ['ours', 'its secret is in the store', [slot(), { ...kept, stageIntendedAt: null }]],
    ['ours-unsaved', 'it fits a lost `stage`', [slot(), clues]],
    ['ours-unsaved', "an author told by name can't be compared", [slot({ createdBy: fromOutside('Ada') }), clues]],
    [
      'ours-unsaved',
      'ids of 15 and 18 characters are the same',
      [slot({ createdBy: fromOutside(me.slice(0, 15)) }), clues],
    ],
    ['stranger', 'another author', [slot({ createdBy: fromOutside(stranger) }), clues]],
    ['stranger', 'we never set out', [slot(), { ...clues, stageIntendedAt: null }]],
    ['stranger', 'older than our `stage`', [slot({ createdAt: noon - 300_001 }), clues]],
    ['ours-unsaved', 'as old as clocks may differ', [slot({ createdAt: noon - 300_000 }), clues]],
    ['previous', 'the former primary pair', [slot({ state: 'Rotated' }), kept]],
    ['expired', 'its time is over', [slot({ state: 'Expired' }), kept]],
    ['unclear', 'a state nobody knows', [slot({ state: 'unknown' }), kept]],
    ['unclear', 'no key', [slot({ consumerKey: null }), kept]],
  ])('%s: %s', (holder, _why, facts) => expect(holderOf(...facts)).toBe(holder));

  it("is certain only with an author's id", () => {
    expect(isProvablyOurs(slot(), clues)).toBe(true);
    expect(isProvablyOurs(slot({ createdBy: null }), clues)).toBe(false);
    expect(isProvablyOurs(slot({ createdBy: fromOutside('Ada') }), clues)).toBe(false);
  });
});
