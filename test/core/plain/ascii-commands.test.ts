import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asciiCommands } from '../../../src/core/plain/ascii-commands.ts';
import { inPlainCharacters } from '../../../src/core/plain/plain-characters.ts';
import { shellWord } from '../../../src/core/plain/text.ts';

it('writes paths so that a terminal without Unicode shows them as they are', () => {
  const text = "Move it away: `mv '/home/jörg/a b' /home/jörg/c`. Then run `keyturn doctor` • “here”.";
  expect(inPlainCharacters(asciiCommands(text))).toBe(
    "Move it away: `mv $'/home/j\\xc3\\xb6rg/a b' $'/home/j\\xc3\\xb6rg/c'`. Then run `keyturn doctor` * \"here\".",
  );
  expect(asciiCommands('Jörg runs `keyturn check "Müller & Co" --deliver=file:/ü`')).toBe(
    "Jörg runs `keyturn check $'M\\xc3\\xbcller & Co' $'--deliver=file:/\\xc3\\xbc'`",
  );
});

it('leaves all other texts alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      expect(asciiCommands(text)).toBe(text);
    }),
  );
  expect(asciiCommands('jörg ▸ é')).toBe('jörg ▸ é');
});

it.skipIf(process.platform === 'win32')('is what bash makes of it, in a locale without Unicode', () => {
  const paths = ["/home/jörg/it's here/東京 “x”", 'é\\n', "$'é'", 'ü"ü', '👩‍💻'];
  for (const path of paths) {
    const command = asciiCommands(`\`printf %s ${shellWord(path)}\``).slice(1, -1);
    expect(command).toMatch(/^[ -~]*$/);
    expect(execFileSync('bash', ['--norc', '-c', command], { env: { LC_ALL: 'C' }, encoding: 'utf8' })).toBe(path);
  }
});
