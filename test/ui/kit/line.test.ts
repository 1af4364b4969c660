import { describe, expect, test } from 'vitest';
import { type Hint, hintLine } from '../../../src/ui/kit/frame-lines.ts';
import { cut, marked, textOfLine, toWidth, wrap } from '../../../src/ui/kit/line.ts';
import { windowAround } from '../../../src/ui/kit/window.ts';

describe('text on a row', () => {
  test.each([
    ['fits', 'abc', 3, 'abc'],
    ['is cut with a sign', 'abcd', 3, 'ab…'],
    ['counts wide characters twice', '李小龙', 5, '李小…'],
    ['vanishes without room', 'abc', 0, ''],
  ])('%s', (_title, text, width, expected) => {
    expect(cut(text, width)).toBe(expected);
  });

  test('is filled up to the width, wide characters counted twice', () => {
    expect(toWidth('李', 4)).toBe('李  ');
  });

  test.each([
    ['at spaces', 'one two three', 7, ['one two', 'three']],
    ['inside a word that is too long', 'abcdefgh', 3, ['abc', 'def', 'gh']],
    ['in a path behind a folder', '/srv/incidents/9a4af97f.md', 16, ['/srv/incidents/', '9a4af97f.md']],
    ['in a path whose folder is too long', '/abcdef', 4, ['/abc', 'def']],
    ['never into nothing', '', 5, ['']],
  ])('is wrapped %s', (_title, text, width, expected) => {
    expect(wrap(text, width)).toEqual(expected);
  });

  test('is indented behind its mark', () => {
    expect(marked({ text: '• ' }, 'one two', 5).map(textOfLine)).toEqual(['• one', '  two']);
  });
});

describe('the key line', () => {
  const hints: readonly Hint[] = [
    { keys: '↑↓', does: 'choose', weight: 1 },
    { keys: 'enter', does: 'select' },
    { keys: '?', does: 'help', weight: 2 },
  ];

  test.each([
    [80, ' ↑↓ choose   enter select   ? help'],
    [25, ' enter select   ? help'],
    [15, ' enter select'],
    [5, ' enter select'],
  ])('keeps what matters in %i columns', (width, expected) => {
    expect(textOfLine(hintLine(hints, width))).toBe(expected);
  });
});

describe('the visible part of a list', () => {
  test.each([
    ['starts at the top', 0, { start: 0, end: 5 }],
    ['keeps the cursor in the middle', 10, { start: 8, end: 13 }],
    ['ends at the bottom', 19, { start: 15, end: 20 }],
  ])('%s', (_title, cursor, expected) => {
    expect(windowAround(cursor, 20, 5)).toEqual(expected);
  });

  test('is the whole list when there is room', () => {
    expect(windowAround(1, 3, 5)).toEqual({ start: 0, end: 3 });
  });
});
