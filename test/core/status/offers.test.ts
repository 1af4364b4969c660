import { describe, expect, it } from 'vitest';
import { newConsumer } from '../../../src/core/model/consumer.ts';
import { graceEndsAt, type Rotation } from '../../../src/core/model/rotation.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { type DeskAction, deskActions, offersOf } from '../../../src/core/status/offers.ts';
import { statusOf } from '../../../src/core/status/status.ts';
import { stateWords } from '../../../src/core/words/app-state.ts';
import { targets } from '../../support/targets.ts';
import { graceRun, rotation, stagedRun, waitingRun } from '../watch/rotations.ts';
import { day, noon, watchedApp } from '../watch/watched-apps.ts';

type Case = readonly [string, Rotation | null, readonly DeskAction[], Partial<WatchedApp>?];

describe('what can be done with an app', () => {
  const cases: readonly Case[] = [
    ['nothing is under way', null, ['stage', 'rotate', 'resume', 'check', 'consumers', 'policy', 'reveal']],
    [
      'keyturn delivered to its file',
      rotation({
        finishedAt: noon,
        outcome: 'done',
        deliveries: targets('file:/etc/erp.env').map((target) => ({
          target,
          status: 'delivered',
          at: noon,
          problem: null,
        })),
      }),
      ['stage', 'rotate', 'check', 'consumers', 'policy', 'reveal'],
      { consumers: [newConsumer({ kind: 'file', name: '/etc/erp.env' })] },
    ],
    ['its pair is not kept here', null, ['stage', 'rotate', 'check', 'consumers', 'policy'], { store: null }],
    ['a pair is staged', stagedRun(), ['rotate', 'discard', 'check', 'consumers', 'policy', 'reveal']],
    [
      'a consumer has to be told',
      waitingRun(),
      ['rotate', 'discard', 'check', 'consumers', 'policy', 'handed-over', 'reveal'],
    ],
    [
      'a rotation was cut off',
      rotation({ retry: { attempt: 1, at: noon, since: noon } }),
      ['stage', 'rotate', 'resume', 'check', 'consumers', 'policy', 'reveal'],
    ],
    ['the old pair lives on', graceRun(), ['back', 'retire', 'check', 'consumers', 'policy', 'reveal']],
    [
      'its grace is over',
      graceRun({ graceDays: 0, hasNoConsumers: true }),
      ['back', 'retire', 'resume', 'check', 'consumers', 'policy', 'reveal'],
    ],
    [
      'its grace is over, and only a person deletes',
      graceRun({ graceDays: 0 }),
      ['back', 'retire', 'check', 'consumers', 'policy', 'reveal'],
    ],
    ['the pair before it is back', graceRun({ kind: 'back' }), ['retire', 'check', 'consumers', 'policy', 'reveal']],
    [
      'all is done',
      graceRun({ finishedAt: noon, outcome: 'done' }),
      ['stage', 'rotate', 'resume', 'check', 'consumers', 'policy', 'reveal'],
    ],
  ];
  for (const [title, run, offered, fields] of cases) {
    it(`follows from its state: ${title}`, () => {
      const watched = watchedApp({ deliveries: targets('file:/srv/erp.env'), ...fields });
      const offers = offersOf(statusOf(watched, run, noon), noon);
      // Reminders can be answered at any time, and a leak waits for nothing.
      const always: readonly DeskAction[] = ['snooze', 'acknowledge', 'emergency'];
      expect(deskActions.filter((action) => offers[action] === null && !always.includes(action))).toEqual(offered);
    });
  }

  it('names the key for consumers where nobody is known to use the credentials', () => {
    const rotateOf = (fields: Partial<WatchedApp>, run: Rotation | null = null) =>
      offersOf(statusOf(watchedApp(fields), run, noon), noon).rotate;
    expect(rotateOf({})).toContain('Press u first');
    expect(rotateOf({}, stagedRun())).toContain('Press u first');
    expect(rotateOf({}, { ...stagedRun(), hasNoConsumers: true })).toBeNull();
    expect(rotateOf({ hasNoConsumers: true })).toBeNull();
  });

  it('says why not, of everything else', () => {
    const offers = offersOf(statusOf(watchedApp(), graceRun(), noon), noon);
    expect(offers.stage).toContain('Press t to retire them');
    expect(offers.resume).toContain('in 7 days');
    const back = offersOf(statusOf(watchedApp(), graceRun({ kind: 'back' }), noon), noon);
    expect(back.back).toContain('Already switched back');
    expect(offersOf(statusOf(watchedApp(), waitingRun(), noon), noon).resume).toContain('Mailroom');
  });
});

describe('how an app stands, in a few words', () => {
  const drift = (kind: 'flow-off' | 'pair-changed-outside') => ({ kind, since: noon, sentence: '', cure: '' });
  const cases: readonly [string, Rotation | null, Partial<WatchedApp>?][] = [
    ['fine', null],
    ['staged, ready', stagedRun()],
    ['staged, not verified', stagedRun({ stagedProvedAt: null })],
    ['grace until 8 Mar', graceRun()],
    ['grace period over', graceRun({ graceDays: 0 })],
    ['waiting for Mailroom', waitingRun()],
    ['needs attention', rotation({ stop: { code: 'SlotUnclear', at: noon } })],
    ['rotation not finished', rotation({ retry: { attempt: 1, at: noon, since: noon } })],
    ['credentials refused', null, { lastProof: { at: noon, answer: 'refused', detail: 'invalid_client' } }],
    ['not verified yet', null, { lastProof: null }],
    ['key changed outside', null, { lastCheck: { at: noon, drift: [drift('pair-changed-outside')] } }],
    ['flow is off +1', null, { lastCheck: { at: noon, drift: [drift('flow-off'), drift('flow-off')] } }],
    ['due soon', null, { issuedAt: noon - 70 * day }],
    ['due today', null, { issuedAt: noon - 90 * day }],
    ['overdue', null, { issuedAt: noon - 94 * day }],
  ];
  for (const [words, run, fields] of cases) {
    it(`says: ${words}`, () => {
      expect(stateWords(statusOf(watchedApp(fields), run, noon), noon)).toBe(words);
    });
  }
});

it("offers to resume once the grace period is over by the org's clock, as the state says", () => {
  const run = graceRun({ hasNoConsumers: true });
  const until = graceEndsAt(run) ?? 0;
  const resume = (now: number, aheadMs: number) => {
    const row = statusOf(watchedApp({ lastCheck: { at: now - 60_000, drift: [], aheadMs } }), run, now);
    return [stateWords(row, now) === 'grace period over', offersOf(row, now).resume === null];
  };
  expect(resume(until - day, 2 * day)).toEqual([true, true]);
  expect(resume(until + day, -2 * day)).toEqual([false, false]);
  expect(resume(until, 0)).toEqual([true, true]);
});
