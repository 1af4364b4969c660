import { describe, expect, test } from 'vitest';
// @ts-expect-error a script without types
import { textsOfSource } from '../../scripts/texts.mjs';
// @ts-expect-error a script without types
import { wrongWords } from '../../scripts/wrong-words.mjs';

const wordsIn = (text: string): string[] => wrongWords(text).map(({ word }: { word: string }) => word);

describe('the vocabulary check', () => {
  test('names the right word for each wrong one', () => {
    expect(wrongWords('The old pair lives on')).toEqual([
      { word: 'pair', write: 'credentials' },
      { word: 'lives on', write: 'is refused, still works, is kept until' },
    ]);
  });

  test('sees a word that values were put into', () => {
    expect(wordsIn('handing … over to …')).toEqual(['handing … over']);
  });

  test('sees a second full stop, and leaves an ellipsis and a path alone', () => {
    expect(wordsIn('It is gone.. Run it again')).toEqual(['e..']);
    expect(wordsIn('… is gone. . Run it again')).toEqual(['e. .']);
    expect(wordsIn('Waiting... See ../docs, 1..3 and state.db.replaced-…')).toEqual([]);
  });

  test('leaves names in code marks and addresses alone', () => {
    expect(wordsIn('Run `keyturn handed-over <app>`, `--prove-with` or see [the page](docs/proof.md).')).toEqual([]);
  });

  test('takes good sentences as they are', () => {
    expect(wordsIn('Salesforce refuses the previous credentials. Run `keyturn rotate X` to continue.')).toEqual([]);
  });

  test('reads texts of the program, not its names and values', () => {
    const code = [
      "import x from 'the pair';",
      "type Which = 'new pair';",
      "const words = { 'old pair': 'previous credentials', n: which === 'new pair' };",
      "const value = 'new pair' satisfies Which;",
      'throw new Error("no old pair");',
    ].join('\n');
    const read = textsOfSource('x.ts', code).filter(({ isValue }: { isValue: boolean }) => !isValue);
    expect(read.map(({ text }: { text: string }) => text)).toEqual(['previous credentials']);
  });
});
