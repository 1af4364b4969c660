import { describe, expect, it } from 'vitest';
import { noAttention } from '../../../src/core/model/attention.ts';
import { isQuieted, noticesOf } from '../../../src/core/reminders/notices.ts';
import { dueAt, facts, noon, staged } from '../automation/app-facts.ts';

describe('what a person asked not to hear', () => {
  const [age] = noticesOf(facts(dueAt));
  const [refused] = noticesOf(facts(noon, { app: { lastProof: { at: noon, answer: 'refused', detail: 'no' } } }));
  const waiting = noticesOf(facts(noon, { rotation: staged() })).find(({ kind }) => kind === 'staged-waiting');
  const blocked = noticesOf(facts(noon, { rotation: staged({ stop: { code: 'X', at: noon } }) })).find(
    ({ kind }) => kind === 'rotation-blocked',
  );
  if (!age || !refused || !waiting || !blocked) throw new Error('there is nothing to tell');
  const snoozed = { ...noAttention, snoozedUntil: noon };
  const by = (consumerKey: string) => ({ ...noAttention, acknowledged: { at: noon, by: 'ada', why: '', consumerKey } });

  it('is told when nobody asked', () => expect(isQuieted(age, noAttention, noon)).toBe(false));
  it('is quiet to the last moment of a snooze, and not after', () => {
    expect(isQuieted(age, snoozed, noon - 1)).toBe(true);
    expect(isQuieted(age, snoozed, noon)).toBe(false);
  });
  it('is never danger', () => expect(isQuieted(refused, snoozed, noon - 1)).toBe(false));
  it('is the age of a secret, and a staged pair, while somebody is on it', () => {
    expect([age, waiting].map((notice) => isQuieted(notice, by('3MVG9key'), noon))).toEqual([true, true]);
  });
  it('is nothing else then', () => expect(isQuieted(blocked, by('3MVG9key'), noon)).toBe(false));
  it('is told again for another pair', () => expect(isQuieted(age, by('3MVG9other'), noon)).toBe(false));
});
