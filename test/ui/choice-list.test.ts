import { describe, expect, test } from 'vitest';
import type { Press } from '../../src/ui/kit/presses.ts';
import { type ChoiceList, canFilter, openList, reduceList, selected } from '../../src/ui/wizard/choice-list.ts';
import { createListKeys } from '../../src/ui/wizard/list-keys.ts';
import { choice, users } from './questions.ts';

const off = { disabled: 'frozen', tone: 'off' } as const;

function list(
  choices = [choice('a'), choice('b'), choice('c')],
  rest: { preselected?: string; isServed?: boolean } = {},
) {
  return openList({ choices, total: choices.length, isServed: false, preselected: null, ...rest });
}

describe('where the cursor starts', () => {
  test.each([
    ['on the preselected choice', list(undefined, { preselected: 'b' }), 'b'],
    ['on the first when nothing is preselected', list(), 'a'],
    ['behind a choice that is off', list([choice('a', off), choice('b')]), 'b'],
    [
      'on a preselected choice that is off, so that Enter chooses no other one',
      list([choice('a'), choice('b', off)], { preselected: 'b' }),
      'b',
    ],
    ['not on a dangerous one when there is another', list([choice('a', { tone: 'danger' }), choice('b')]), 'b'],
    ['on a dangerous one when there is no other', list([choice('a', { tone: 'danger' })]), 'a'],
  ])('%s', (_title, opened, value) => {
    expect(selected(opened)?.value).toBe(value);
  });
});

describe('moving', () => {
  test.each([
    ['down', 1, 'b'],
    ['beyond the end', 9, 'c'],
    ['beyond the start', -9, 'a'],
  ])('%s', (_title, by, value) => {
    expect(selected(reduceList(list(), { kind: 'move', by }))?.value).toBe(value);
  });
});

describe('filtering', () => {
  test.each([
    [8, false],
    [9, true],
  ])('a list of %i choices can be filtered: %s', (count, expected) => {
    expect(canFilter(list([...users(count)]))).toBe(expected);
  });

  test('a local list is filtered at once, by label and reasons', () => {
    const filtered = reduceList(list([choice('Anna', { notes: ['API only'] }), choice('Bert')]), {
      kind: 'type',
      text: 'api',
    });
    expect(filtered.choices.map(({ value }) => value)).toEqual(['Anna']);
    expect(filtered.total).toBe(1);
  });

  test('a served list waits for the answer to the newest text', () => {
    const served = list([choice('a')], { isServed: true });
    const typed = reduceList(reduceList(served, { kind: 'type', text: 'x' }), { kind: 'type', text: 'y' });
    expect(typed.isSearching).toBe(true);
    const stale = reduceList(typed, { kind: 'found', text: 'x', choices: [choice('old')], total: 1 });
    expect(stale).toBe(typed);
    const fresh = reduceList(typed, { kind: 'found', text: 'xy', choices: [choice('new')], total: 7 });
    expect([selected(fresh)?.value, fresh.total, fresh.isSearching]).toEqual(['new', 7, false]);
  });

  test('a search that failed says so and leaves the list', () => {
    const typed = reduceList(list([choice('a')], { isServed: true }), { kind: 'type', text: 'x' });
    const failed = reduceList(typed, { kind: 'search-failed', text: 'x', why: 'no answer' });
    expect([failed.refusal, selected(failed)?.value]).toEqual(['no answer', 'a']);
  });

  test('an emptied filter shows everything again', () => {
    const typed = reduceList(list([choice('a'), choice('b')]), { kind: 'type', text: 'b' });
    expect(reduceList(typed, { kind: 'erase' }).choices).toHaveLength(2);
  });
});

describe('keys in a list', () => {
  function keyboard(opened: ChoiceList) {
    let state = opened;
    const did: string[] = [];
    const press = createListKeys({
      read: () => state,
      dispatch: (action) => {
        state = reduceList(state, action);
      },
      page: 5,
      quickValues: opened.choices.map(({ value }) => value),
      onFilter: (text) => did.push(`filter ${text}`),
      onChoose: (value) => did.push(`choose ${value}`),
      onBack: () => did.push('back'),
      onQuit: () => did.push('quit'),
    });
    return { press, did, state: () => state };
  }
  const key = (name: Extract<Press, { kind: 'key' }>['name']): Press => ({ kind: 'key', name });
  const char = (one: string): Press => ({ kind: 'char', char: one });
  const again = list([choice('again'), choice('leave')]);
  const long = list([...users(20)]);

  test.each<[string, ChoiceList, readonly Press[], readonly string[]]>([
    ['enter takes the chosen one', list(), [key('down'), key('enter')], ['choose b']],
    ['enter refuses what is off', list([choice('a', off)]), [key('enter')], []],
    ['escape goes back', list(), [key('escape')], ['back']],
    ['q quits a short list', list(), [char('q')], ['quit']],
    ['q filters a long list', long, [char('q')], ['filter q']],
    ['/ opens the filter and is no part of it', long, [char('/'), char('q')], ['filter q']],
    [
      'escape ends the filter before it goes back',
      long,
      [char('x'), key('escape'), key('escape')],
      ['filter x', 'filter ', 'back'],
    ],
    ['r tries again where that is a choice', again, [char('r')], ['choose again']],
    ['r does nothing elsewhere', list(), [char('r')], []],
  ])('%s', (_title, opened, presses, expected) => {
    const { press, did } = keyboard(opened);
    for (const one of presses) press(one);
    expect(did).toEqual(expected);
  });

  test('enter takes nothing while the server is still looking', () => {
    const { press, did } = keyboard(list([...users(20)], { isServed: true }));
    press(char('x'));
    press(key('enter'));
    expect(did).toEqual(['filter x']);
  });

  test('enter on a choice that is off tells why', () => {
    const { press, state } = keyboard(list([choice('a', off)]));
    press(key('enter'));
    expect(state().refusal).toContain('frozen');
  });
});
