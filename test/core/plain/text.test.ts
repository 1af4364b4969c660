import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consumerWord, countOf, plainText, shortKey } from '../../../src/core/plain/text.ts';

describe('text of an org', () => {
  it.each([
    ['stays as it is when it is harmless', 'Büro & <Söhne> "日本" 👩‍👩‍👧', 'Büro & <Söhne> "日本" 👩‍👩‍👧'],
    ['loses colours', 'a\u001b[31;1mred\u001b[0m', 'ared'],
    ['loses colours in 8-bit form', 'a\u009b31mred', 'ared'],
    [
      'loses links and titles with their payload',
      'a\u001b]8;;https://evil.example\u001b\\b\u001b]0;title\u0007c',
      'abc',
    ],
    ['loses device strings', 'a\u001bPq#0;2\u001b\\b', 'ab'],
    ['shows the payload of a sequence without an end', 'a\u001b]0;title', 'a0;title'],
    ['loses the other escapes', 'a\u001b7b\u001b(0c', 'abc'],
    ['becomes one line', 'a\r\nb\tc\u2028d\u0085e', 'a b c d e'],
    ['can not change direction', 'a\u202eb\u2066c\u200fd\u061c', 'abcd'],
    ['can not hide characters', 'ad\u200bm\u00adi\ufeffn\u{e0041}', 'admin'],
    ['has no half characters', 'a\ud800b', 'a\ufffdb'],
    ['has no space around it', '  a  ', 'a'],
  ])('%s', (_what, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it.each([
    ['keeps a text of exactly the length', 'abcde', 5, 'abcde'],
    ['cuts a longer one, mark included', 'abcdef', 5, 'abcd…'],
    ['never cuts through a visible character', '👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 2, '👩‍👩‍👧…'],
    ['counts visible characters', '👩‍👩‍👧👩‍👩‍👧', 2, '👩‍👩‍👧👩‍👩‍👧'],
    ['bounds characters that are piled up', `e${'\u0301'.repeat(5000)}`, 5, '…'],
  ])('%s', (_what, text, max, plain) => {
    expect(plainText(text, max)).toBe(plain);
  });

  it('never has a control character, a direction mark or too great a length, whatever comes in', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[', '\u001b]', '\u001b\\', '\u0007', '\u009b', '\u202e', '31m', '\n', '\u001bP', '\u009c'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 1, max: 30 }), (pieces, max) => {
        const plain = plainText(pieces.join(''), max);
        expect(plain).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
        expect([...new Intl.Segmenter('en').segment(plain)].length).toBeLessThanOrEqual(max);
        expect(plain.isWellFormed()).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

it('shortens a consumer key so that it can still be told apart', () => {
  expect(shortKey('3MVG9abcdefghijklmnopkQ7a')).toBe('3MVG9…kQ7a');
  expect(shortKey('short')).toBe('short');
});

it('counts in words', () => {
  expect([countOf(0, 'app'), countOf(1, 'app'), countOf(2, 'app')]).toEqual(['0 apps', '1 app', '2 apps']);
});

describe('a name in a command that is copied', () => {
  it.each([
    ['Nightly export', '"Nightly export"'],
    ['Büro "Nord"', `'Büro "Nord"'`],
    ['$HOME', `'$HOME'`],
    [`"it's"`, '"<consumer name>"'],
    ['a `b`', '"<consumer name>"'],
    ['a\u001b[31mred', '"<consumer name>"'],
  ])('is quoted for a shell, or left to the person: %s', (name, word) => {
    expect(consumerWord(name)).toBe(word);
  });
});
