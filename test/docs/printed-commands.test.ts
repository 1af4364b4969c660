import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Streams } from '../../src/cli/output.ts';
import { createProgram } from '../../src/cli/program.ts';
import { shellWords } from '../support/pasted/commands.ts';

const root = join(import.meta.dirname, '../..');
const pages = globSync(
  ['README.md', 'docs/*.md', 'src/core/words/*.ts', 'src/core/reasons/*.ts', 'src/ui/**/*.{ts,tsx}'],
  {
    cwd: root,
  },
);

/** The commands in code marks and, in a page, those of blocks. What a text fills in is one word. */
function commandsOf(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8').replace(/\$\{[^{}`]*\}/g, 'x');
  const found = page.endsWith('.md')
    ? [
        ...text.matchAll(/`(keyturn [^`\n]+)`/g),
        ...[...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => [
          ...block.matchAll(/^(?:\$ )?(keyturn .*)$/gm),
        ]),
      ]
    : [
        ...text.matchAll(/\\`(keyturn [^`$\n]+)\\`/g),
        ...[...text.matchAll(/'[^'\n]*'/g)].flatMap(([string]) => [...string.matchAll(/`(keyturn [^`]+)`/g)]),
      ];
  return found.map(([, command = '']) =>
    command.replace(/\s+(?:#|>|\||&).*$/, '').replace(/<[^<>]+>|‹[^›]+›|\w+\|\w+/g, 'x'),
  );
}

const all = pages.flatMap((page) => commandsOf(page).map((command) => ({ page, command })));

/** Why keyturn would refuse a call before it does anything; null if it wouldn't. */
async function refusal(command: string): Promise<string | null> {
  const streams = { stdout: new PassThrough() } as unknown as Streams;
  const program = createProgram({ version: '0', streams, env: {} }, async () => undefined);
  const error = await program.parseAsync(shellWords(command).slice(1), { from: 'user' }).then(
    () => null,
    (reason: Error) => reason,
  );
  const why = error?.message ?? '(outputHelp)';
  // A page may name a command alone, and a text that is filled in has no real value here.
  return error === null || why === '(outputHelp)' || /can't be x\b|Unknown command "x"|needs </.test(why) ? null : why;
}

describe('each command that a page or a text names', () => {
  it('is one that keyturn has, with its flags', async () => {
    const refused = await Promise.all(all.map(async (one) => ({ ...one, why: await refusal(one.command) })));
    expect(refused.filter(({ why }) => why !== null)).toEqual([]);
    expect(all.length).toBeGreaterThan(300);
  });
});
