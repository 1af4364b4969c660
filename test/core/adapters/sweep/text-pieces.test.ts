import { describe, expect, it } from 'vitest';
import { TextPieces } from '../../../../src/core/adapters/sweep/text-pieces.ts';

function piecesOf(...chunks: readonly Buffer[]) {
  const pieces = new TextPieces();
  return [...chunks.flatMap((chunk) => [...pieces.push(chunk)]), ...pieces.end()];
}

describe('the pieces of a text', () => {
  it('have every word of 300 characters whole in one of them, and the right line', () => {
    const lines = Array.from({ length: 2_000 }, (_, line) => `${line} ${'x'.repeat(line % 300)}!`);
    const bytes = Buffer.from(lines.join('\n'));
    const chunks = Array.from({ length: 40 }, (_, each) =>
      bytes.subarray((each * bytes.length) / 40, ((each + 1) * bytes.length) / 40),
    );
    const pieces = piecesOf(...chunks);
    expect(pieces.length).toBeGreaterThan(3);
    for (const [index, line] of lines.entries()) {
      const places = pieces.flatMap((piece) => {
        const at = `\n${piece.text}\n`.indexOf(`\n${line}\n`);
        return at < 0 ? [] : [piece.line + piece.text.slice(0, at).split('\n').length - 1];
      });
      expect([index, [...new Set(places)]]).toEqual([index, [index + 1]]);
    }
  });

  it('are read from UTF-16, too', () => {
    expect(piecesOf(Buffer.from('\ufeffKEY=abc\nb', 'utf16le'))).toEqual([{ line: 1, text: 'ÿþKEY=abc\nb' }]);
  });

  it('are none for an empty file', () => {
    expect(piecesOf()).toEqual([]);
  });
});
