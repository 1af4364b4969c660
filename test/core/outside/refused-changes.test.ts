import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
// @ts-expect-error A script without types.
import { talkers, waysIn } from '../../../scripts/outside.mjs';

const root = join(import.meta.dirname, '../../..');

it('an adapter that passes on what it got does not compile', () => {
  const compiler = join(root, 'node_modules/typescript-native/bin/tsc');
  const options = [
    '--noEmit',
    '--ignoreConfig',
    '--strict',
    '--skipLibCheck',
    '--allowImportingTsExtensions',
    '--pretty',
    'false',
  ];
  const modules = ['--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
  const file = 'test/core/outside/bypassing-adapter.fixture.ts';
  const { stdout, status } = spawnSync(process.execPath, [compiler, ...options, ...modules, file], {
    cwd: root,
    encoding: 'utf8',
  });
  const errors = [...stdout.matchAll(/fixture\.ts\((\d+),\d+\): error (TS\d+)/g)].map(([, line, code]) => [
    Number(line),
    code,
  ]);
  expect(errors, stdout).toEqual(refusedLines().map((line) => [line, 'TS2322']));
  expect(status).not.toBe(0);
});

/** The lines of the fixture after a comment that says what is refused. */
function refusedLines(): readonly number[] {
  const text = readFileSync(join(root, 'test/core/outside/bypassing-adapter.fixture.ts'), 'utf8');
  return text.split('\n').flatMap((line, index) => (line.includes('// refused') ? [index + 1] : []));
}

it.each([
  ['src/core/adapters/salesforce/new.ts', 'const row = z.object({ Name: z.string() });', 'wire/text.ts'],
  ['src/core/adapters/salesforce/new.ts', 'const text = said as CleanText;', 'only the gate'],
  ['src/core/new.ts', 'const text = said as CleanText;', 'only the gate'],
  [
    'src/core/adapters/notify/new.ts',
    'const said = error instanceof Error ? error.message : String(error);',
    'outsideError',
  ],
  ['src/cli/new.ts', "const said = error instanceof Error ? error.message : 'unknown';", 'outsideError'],
  ['src/core/adapters/notify/new.ts', "await fetch('https://example.org');", 'add its row'],
  ['src/core/adapters/new.ts', "import { spawn } from 'node:child_process';", 'add its row'],
  ['src/core/adapters/new.ts', "const { connect } = await import('node:net');", 'add its row'],
  ['src/core/setup/new.ts', "await fetch('https://example.org');", 'only an adapter'],
])('in %s, the borders refuse %s', (file, code, why) => {
  expect(waysIn(file, code)).toEqual(
    expect.arrayContaining([expect.objectContaining({ why: expect.stringContaining(why) })]),
  );
});

it('the borders let through what goes through the gate', () => {
  const code =
    "import type { ChildProcess } from 'node:child_process';\nconst said = outsideError(error);\nconst row = z.object({ Name: name });";
  expect(waysIn('src/core/adapters/salesforce/new.ts', code)).toEqual([]);
});

it('every file that is named as talking with the outside exists', () => {
  expect(Object.keys(talkers).filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
