import { describe, expect, it } from 'vitest';
import { makePlain } from '../../src/cli/plain-streams.ts';
import { showsUnicode } from '../../src/cli/shows-unicode.ts';

describe('a terminal without Unicode', () => {
  it.each<[Record<string, string>, boolean]>([
    [{}, true],
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'C' }, false],
    [{ LANG: 'POSIX' }, false],
    [{ LANG: 'de_DE@euro' }, false],
    [{ LANG: 'en_US.ISO-8859-1' }, false],
    [{ LC_CTYPE: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: 'C.UTF-8', LC_CTYPE: 'C', LANG: 'C' }, true],
    [{ LC_ALL: 'C', LC_CTYPE: 'en_US.UTF-8' }, false],
    [{ LC_ALL: '', LC_CTYPE: '', LANG: 'en_US.UTF-8' }, true],
    [{ TERM: 'linux', LANG: 'en_US.UTF-8' }, false],
  ])('is known by its locale and name: %o', (env, expected) => {
    expect(showsUnicode(env, 'linux')).toBe(expected);
  });

  it.each([
    [true, 'v done > a?b'],
    [false, '✔ done ▸ aéb'],
  ])('gets plain characters, and a pipe what was written (terminal: %s)', (isTTY, expected) => {
    let got = '';
    const write = (text: unknown) => {
      got += String(text);
      return true;
    };
    const stream = { isTTY, write };
    makePlain(stream);
    stream.write('✔ done ▸ aéb');
    expect(got).toBe(expected);
  });
});
