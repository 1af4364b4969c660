import type { Key } from 'ink';
import { describe, expect, test } from 'vitest';
import { toPresses } from '../../src/ui/kit/presses.ts';
import { type FieldAction, openField, reduceField, typedIn } from '../../src/ui/kit/text-field.ts';

const noKey = Object.fromEntries(
  ['upArrow', 'return', 'escape', 'ctrl', 'meta', 'tab', 'backspace', 'delete'].map((name) => [name, false]),
) as unknown as Key;

describe('presses', () => {
  test.each<[string, string, Partial<Key>, unknown]>([
    ['several letters in one chunk', 'ab', {}, ['a', 'b']],
    ['letters and enter in one chunk', 'a\r', {}, ['a', 'enter']],
    ['a backspace in a chunk', 'a\x7f', {}, ['a', 'backspace']],
    ['ctrl+u and text in one chunk', '\x15a', {}, ['ctrl+u', 'a']],
    ['a stray escape is no press', 'a\x1b', {}, ['a']],
    ['an emoji is one press', '🗝', {}, ['🗝']],
    ['an arrow', '', { upArrow: true }, ['up']],
    ['ctrl+c', 'c', { ctrl: true }, ['ctrl+c']],
    ['alt is no letter', 'x', { meta: true }, []],
    ['a released key is no press', 'x', { eventType: 'release' }, []],
  ])('%s', (_title, input, key, expected) => {
    const names = toPresses(input, { ...noKey, ...key }).map((press) =>
      press.kind === 'key' ? press.name : press.kind === 'ctrl' ? `ctrl+${press.char}` : press.char,
    );
    expect(names).toEqual(expected);
  });
});

describe('a line of text', () => {
  test.each<[string, string, readonly FieldAction[], string]>([
    [
      'inserts at the cursor',
      'ac',
      [
        { kind: 'move', by: -1 },
        { kind: 'insert', text: 'b' },
      ],
      'abc',
    ],
    ['drops the line break at the end of a paste', '', [{ kind: 'insert', text: 'reason\r' }], 'reason'],
    ['makes other line breaks spaces', '', [{ kind: 'insert', text: 'a\r\nb' }], 'a b'],
    ['drops control characters', '', [{ kind: 'insert', text: 'a\x1bb\x00' }], 'ab'],
    ['erases a whole emoji', 'a👩‍👧', [{ kind: 'backspace' }], 'a'],
    ['erases nothing before the start', 'a', [{ kind: 'home' }, { kind: 'backspace' }], 'a'],
    ['deletes under the cursor', 'ab', [{ kind: 'home' }, { kind: 'delete' }], 'b'],
    ['erases a word', 'one two ', [{ kind: 'erase-word' }], 'one '],
    ['clears the whole line, wherever the cursor is', 'abc', [{ kind: 'move', by: -1 }, { kind: 'clear' }], ''],
  ])('%s', (_title, text, actions, expected) => {
    expect(typedIn(actions.reduce(reduceField, openField(text)))).toBe(expected);
  });

  test('is never longer than 2000 characters', () => {
    const field = reduceField(openField(), { kind: 'insert', text: 'x'.repeat(3000) });
    expect(field.characters).toHaveLength(2000);
  });
});
