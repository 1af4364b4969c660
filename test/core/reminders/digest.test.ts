import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../src/core/model/notice.ts';
import { bundle } from '../../../src/core/reminders/digest.ts';
import { noticesOf } from '../../../src/core/reminders/notices.ts';
import { dueAt, facts, noon } from '../automation/app-facts.ts';

const [usual] = noticesOf(facts(dueAt));
if (!usual) throw new Error('there is nothing to tell');
const notice = (id: string, severity: Notice['severity'] = 'note', since = noon): Notice => ({
  ...usual,
  id,
  severity,
  since,
});
const ids = (notices: readonly Notice[]) =>
  bundle(notices, noon).map((message) => [message.id, ...message.notices.map(({ id }) => id)]);

describe('notices that come together', () => {
  it('make no message when there are none', () => expect(ids([])).toEqual([]));
  it('are a message each up to three, the most urgent first', () => {
    expect(ids([notice('c'), notice('a', 'caution'), notice('b', 'danger')])).toEqual([
      ['b', 'b'],
      ['a', 'a'],
      ['c', 'c'],
    ]);
  });
  it('are one message when they are four, with the most urgent of them in its name', () => {
    expect(ids([notice('c'), notice('a', 'caution'), notice('b', 'danger'), notice('d')])).toEqual([
      ['digest b 4', 'b', 'a', 'c', 'd'],
    ]);
  });
  it('as urgent as each other stand by age, then by name, whoever found them', () => {
    const [old, one, two] = [notice('z', 'note', noon - 1), notice('a'), notice('b')];
    expect(ids([two, one, old])).toEqual(ids([one, old, two]));
    expect(ids([two, one, old]).map(([id]) => id)).toEqual(['z', 'a', 'b']);
  });
  it('of the same age and weight have one order, in whatever order they came', () => {
    const all = ['d', 'b', 'e', 'a', 'c'].map((id) => notice(id));
    for (const given of [all, all.toReversed(), all.toSorted((one, other) => (one.id < other.id ? -1 : 1))]) {
      expect(ids(given)).toEqual([['digest a 5', 'a', 'b', 'c', 'd', 'e']]);
    }
  });
});
