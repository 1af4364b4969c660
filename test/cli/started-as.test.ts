import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { Surroundings } from '../../src/cli/context.ts';
import { run } from '../../src/cli/run.ts';
import { startedAs } from '../../src/cli/started-as.ts';
import { typedCommands } from '../../src/core/reasons/practice-commands.ts';
import { marked, marks, textOfLine } from '../../src/ui/kit/line.ts';
import { speakWith } from '../../src/ui/kit/wording.ts';

const clone = join(import.meta.dirname, '../..');
const script = join(clone, 'bin', 'keyturn.cjs');

it.each([
  ['installed by npm', { script: '/usr/local/bin/keyturn' }, 'keyturn'],
  ['installed without a clone', { script: '/opt/keyturn/bin/keyturn.cjs' }, 'keyturn'],
  ['installed on Windows', { script: join(clone, 'node_modules', 'keyturn', 'bin', 'keyturn.cjs') }, 'keyturn'],
  ['in its clone', { script, folder: clone }, 'node bin/keyturn.cjs'],
  ['elsewhere', { script, folder: '/srv' }, `node ${script}`],
  [
    'by npm start',
    { script, folder: clone, env: { npm_lifecycle_event: 'start', INIT_CWD: clone } },
    'node bin/keyturn.cjs',
  ],
  [
    'by npm start below the clone',
    { script, folder: clone, env: { npm_lifecycle_event: 'start', INIT_CWD: join(clone, 'scripts') } },
    `node ${script}`,
  ],
  ['for a text that is read in any folder', { script, folder: null }, `node ${script}`],
  ['by a link', { script, folder: clone, env: { KEYTURN_COMMAND: 'keyturn' } }, 'keyturn'],
])('%s: `%s`', (_title, started, expected) => {
  expect(startedAs({ env: {}, folder: '/', ...started })).toBe(expected);
});

const program = 'node bin/keyturn.cjs';

it('words every command of an error as it must be typed', async () => {
  const stdout = new PassThrough();
  const streams = { stdin: new PassThrough(), stdout, stderr: stdout } as unknown as Surroundings['streams'];
  expect(await run(['rotat', '--json'], { streams, env: {}, version: '0', program })).toBe(2);
  expect(JSON.parse(String(stdout.read())).actions).toEqual([`\`${program} help\` lists the commands.`]);
});

it('words commands once, with the flag for the practice org', () => {
  const typed = { program, isPractice: true };
  const text = typedCommands('Run `keyturn resume ERP`, or `keyturn help`.', typed);
  expect(text).toBe(`Run \`${program} resume ERP --practice\`, or \`${program} help\`.`);
  expect(typedCommands(text, typed)).toBe(text);
});

it('words what screens show, and only while they are open', () => {
  const shown = () => marked(marks.bullet, 'Run `keyturn status`.', 80).map(textOfLine).join();
  const stop = speakWith((text) => typedCommands(text, { program, isPractice: true }));
  expect(shown()).toBe(`  • Run \`${program} status --practice\`.`);
  stop();
  expect(shown()).toBe('  • Run `keyturn status`.');
});
