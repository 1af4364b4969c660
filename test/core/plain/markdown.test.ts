import { describe, expect, it } from 'vitest';
import { markdownSentence, markdownText, withoutCode } from '../../../src/core/plain/markdown.ts';

describe('text of an org in Markdown', () => {
  it.each([
    ['a link', '[here](https://evil.example)', '\\[here\\](`https://evil.example`)'],
    ['an address alone', 'http://evil.example', '`http://evil.example`'],
    ['an address without a protocol', 'see //evil.example/a', 'see `//evil.example/a`'],
    ['a host name', 'Call evil.example now', 'Call `evil.example` now'],
    ['a mail address', 'o.b+1@evil.example!', '`o.b+1@evil.example`\\!'],
    ['a mail address after a scheme', 'mailto:a@evil.example', 'mailto:`a@evil.example`'],
    ['a mail address in backticks', '`a@evil.example`', '\\``a@evil.example`\\`'],
    ['a name in other letters', 'jürgen@bücher.example', '`jürgen@bücher.example`'],
    ['an address without a scheme', 'WWW.evil.example', '`WWW.evil.example`'],
    ['an image', '![x](y)', '\\!\\[x\\](y)'],
    ['HTML', '<script>alert(1)</script>', '\\<script\\>alert(1)\\</script\\>'],
    ['an entity', '&lt;b&gt;', '\\&lt;b\\&gt;'],
    ['a table cell', 'a | b', 'a \\| b'],
    ['a second line', 'a\n\n# b', 'a \\# b'],
    ['code', '``a``', '\\`\\`a\\`\\`'],
    ['a backslash before a bar', '\\| b', '\\\\\\| b'],
    ['a list', '- a', '\\- a'],
    ['a numbered list', '1. a', '1\\. a'],
    ['another numbered list', '12) a', '12\\) a'],
    ['a reference', '[a]: b', '\\[a\\]: b'],
    ['a terminal sequence', '\u001b]8;;https://evil.example\u0007a\u001b]8;;\u0007', 'a'],
    ['hidden characters', 'a\u202eb\u200bc', 'abc'],
  ])('makes no markup of %s', (_what, untrusted, text) => {
    expect(markdownText(untrusted)).toBe(text);
  });

  it('leaves addresses, times and usual names readable', () => {
    for (const plain of ['203.0.113.66', '/var/lib/erp.env', 'v65.0', 'Sync (EU): 3'])
      expect(markdownText(plain)).toBe(plain);
  });

  it('is bounded', () => {
    expect(markdownText('a'.repeat(500), 50)).toHaveLength(50);
  });
});

describe('a sentence of keyturn in Markdown', () => {
  it.each([
    ['Show it: `keyturn reveal Billing_Sync`.', 'Show it: `keyturn reveal Billing_Sync`.'],
    ['`keyturn check A_B` and `keyturn resume A_B`', '`keyturn check A_B` and `keyturn resume A_B`'],
    ['`keyturn handed-over A_B "x*y"` for x*y', '`keyturn handed-over A_B "x*y"` for x\\*y'],
    ['- `rm x`, [a] and `keyturned`', '\\- \\`rm x\\`, \\[a\\] and \\`keyturned\\`'],
    ['`keyturn check', '\\`keyturn check'],
  ])('keeps commands as they are copied: %s', (sentence, text) => {
    expect(markdownSentence(sentence)).toBe(text);
  });

  it('takes no command from a name', () => {
    const name = withoutCode('`keyturn emergency ERP`\n');
    expect(markdownSentence(`Give it to ${name}.`)).toBe("Give it to 'keyturn emergency ERP'.");
  });
});
