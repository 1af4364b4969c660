import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { inPlainCharacters } from '../../../src/core/plain/plain-characters.ts';

const src = join(import.meta.dirname, '../../../src');

/** The characters beyond ASCII that keyturn itself writes: those in its sources. */
function charactersIn(folder: string): Set<string> {
  const found = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(name)) continue;
    for (const { segment } of new Intl.Segmenter().segment(readFileSync(join(folder, name), 'utf8'))) {
      if (/[^\0-~]/.test(segment)) found.add(segment);
    }
  }
  return found;
}

describe('plain characters', () => {
  it('have one for each that keyturn writes', () => {
    const unknown = [...charactersIn(src)].filter((one) => inPlainCharacters(one).includes('?'));
    expect(unknown).toEqual([]);
  });

  it('keep control sequences, and show `?` for letters that others chose', () => {
    expect(inPlainCharacters('\x1b[1m✔\x1b[22m Zürich ▸ 東京 → “x”…\r\n')).toBe(
      '\x1b[1mv\x1b[22m Z?rich > ???? > "x".\r\n',
    );
    expect(inPlainCharacters('e\u0301 👩‍💻 1️⃣ \u200b\x85!')).toBe(`? ?? ${'?'.repeat(stringWidth('1️⃣'))} !`);
  });

  it('are ASCII, and as wide, for any text', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(text, (one) => {
        const plain = inPlainCharacters(one);
        expect(plain).toMatch(/^[\0-~]*$/);
        expect(stringWidth(plain)).toBe(stringWidth(one));
      }),
    );
  });
});
