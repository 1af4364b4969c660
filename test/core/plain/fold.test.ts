import { describe, expect, it } from 'vitest';
import { fold, foldLine } from '../../../src/core/plain/fold.ts';

describe('breaking a text at spaces', () => {
  it('fills rows up to the width', () => {
    expect(fold('one two three', 7)).toEqual(['one two', 'three']);
    expect(fold('one two three', 8)).toEqual(['one two', 'three']);
    expect(fold('', 8)).toEqual(['']);
  });

  it('keeps a command that must be copied in one row', () => {
    expect(fold('Run `keyturn rotate X --practice`, then wait.', 20)).toEqual([
      'Run',
      '`keyturn rotate X --practice`,',
      'then wait.',
    ]);
    expect(fold('a lone ` mark', 6)).toEqual(['a lone', '` mark']);
  });

  it.each([
    ['  • one two three', ['  • one', '    two', '    three']],
    ['✖ one two three', ['✖ one two', '  three']],
    ['  12. one two', ['  12. one', '      two']],
    ['  one two three', ['  one two', '  three']],
    ['short', ['short']],
    ['✔ a  one two', ['✔ a  one', '     two']],
    ['✔ long  one two', ['✔ long', '  one two']],
    ['✔ a  a/path', ['✔ a', '  a/path']],
  ])('starts further rows below the words: %s', (line, rows) => expect(foldLine(line, 9)).toEqual(rows));
});
