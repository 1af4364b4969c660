import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createOutput, fail, type Streams } from '../../src/cli/output.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import { wantsColor } from '../../src/ui/kit/theme.ts';
import { bold, rowsOn, type TextLine, unstyled } from '../../src/ui/paint.ts';

const colored = { columns: 80, isColored: true };

/** Escape sequences as words. */
function told(text: string): string {
  const words: Readonly<Record<string, string>> = {
    ...{ 1: 'bold', 2: 'dim', 22: '/', 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan', 39: '/' },
  };
  return text.replace(/\u001b\[(\d+)m/g, (_all, code: string) => `<${words[code]}>`);
}

const shown = (line: TextLine, surface: Parameters<typeof rowsOn>[0] = colored) => rowsOn(surface, line).map(told);

describe('text on a terminal', () => {
  it.each([
    ['✔ Done: ▲ almost', ['<green>✔</> Done: <yellow>▲</> almost']],
    ['  ✔ keychain', ['  <green>✔</> keychain']],
    ['✖ 2 problems · ▲ 1 warning', ['<bold><red>✖</> 2 problems · <yellow>▲</> 1 warning</>']],
    ['  • Run `keyturn status`.', ['  <cyan>•</> Run `keyturn status`.']],
    ['What may break:', ['<bold>What may break:</>']],
    ['  not a heading:', ['  not a heading:']],
    ['a✔b and ✔✔', ['a✔b and ✔✔']],
    [[{ text: '  ' }, { text: '▲' }, { text: '  app' }], ['  <yellow>▲</>  app']],
    [
      [{ text: 'due', role: 'danger' }, { text: '  ✔ ' }, { text: 'x', dim: true }],
      ['<red>due</>  <green>✔</> <dim>x</>'],
    ],
  ] as const)('colors %j', (line, rows) => {
    expect(shown(line)).toEqual(rows);
  });

  it('breaks at words before it colors', () => {
    const narrow = { columns: 12, isColored: true };
    expect(shown('✖ one two three', narrow)).toEqual(['<bold><red>✖</> one two</>', '<bold>  three</>']);
    expect(shown(bold('one two three four'), narrow)).toEqual(['<bold>one two</>', '<bold>three four</>']);
  });

  it('is the same text without color', () => {
    const plain = { columns: null, isColored: false };
    for (const line of ['✔ Done', bold('Title '), [{ text: '  a', dim: true }, { text: ' b  ' }]]) {
      expect(rowsOn(plain, line)).toEqual([unstyled(line)]);
    }
  });
});

it.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ TERM: 'dumb' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: 'false' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  [{ FORCE_COLOR: '', TERM: 'xterm' }, false, false],
])('with %j on a terminal (%s): color %s', (env, isTerminal, expected) => {
  expect(wantsColor(env, isTerminal)).toBe(expected);
});

it('decides for each stream by itself, and never colors a document', () => {
  const stream = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const [stdout, stderr] = [stream(false), stream(true)];
  const streams = { stdout, stderr } as unknown as Streams;
  const text = createOutput(streams, { isJson: false, env: {} });
  text.succeed({}, ['✔ Done', bold('Title')]);
  text.note('✔ Noted');
  expect(String(stdout.read())).toBe('✔ Done\nTitle\n');
  expect(told(String(stderr.read()))).toBe('<green>✔</> Noted\n');
  createOutput(streams, { isJson: true, env: { FORCE_COLOR: '1' } }).succeed({ text: '✔ x' }, []);
  expect(String(stdout.read())).toContain('"text": "✔ x"');
  fail(reason('NothingToRetire', { app: 'ERP' }), streams, { isJson: false, env: {} });
  expect(told(String(stderr.read()))).toMatch(/^<bold><red>✖<\/> .*NothingToRetire<\/>\n {2}\S.*\n {2}<cyan>•<\/> /);
});
