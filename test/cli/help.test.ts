import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type CommandName, commands } from '../../src/cli/commands.ts';
import type { Surroundings } from '../../src/cli/context.ts';
import { globalFlags } from '../../src/cli/context.ts';
import { examplesOf, flagOf, helpText } from '../../src/cli/help.ts';
import { groups } from '../../src/cli/help-topics.ts';
import type { Streams } from '../../src/cli/output.ts';
import { type Called, createProgram } from '../../src/cli/program.ts';
import { run } from '../../src/cli/run.ts';
import { scenarioWords } from '../../src/cli/scenarios.ts';
import { scenarios } from '../../src/practice-org/seeds/scenarios.ts';

const names = Object.keys(commands) as CommandName[];

async function printed(line: string, program?: string): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = { stdin: new PassThrough(), stdout, stderr } as unknown as Surroundings['streams'];
  expect([await run(line.split(' '), { streams, env: {}, version: '1.2.3', program }), stderr.read()]).toEqual([
    0,
    null,
  ]);
  return String(stdout.read());
}

/** Words as a shell splits them; quotes keep spaces. */
const wordsOf = (line: string) =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, ...parts]) => parts.find((part) => part !== undefined) ?? '',
  );

describe('the help of a command', () => {
  it.each(names)('%s: is the same however it is asked for, and at most 80 columns wide', async (name) => {
    const help = await printed(`help ${name}`);
    expect(await printed(`${name} --help`)).toBe(help);
    expect(await printed(`${name} -h`)).toBe(help);
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(help.split('\n')[0]).toContain(commands[name].description.slice(0, 40));
  });

  it.each(names.flatMap((name) => examplesOf(name).map((example) => [name, example] as const)))(
    '%s: its example `keyturn %s` is a call of that command',
    async (name, example) => {
      const called: Called[] = [];
      const streams = { stdout: new PassThrough() } as unknown as Streams;
      const program = createProgram({ version: '', streams, env: {} }, async (one) => void called.push(one));
      await program.parseAsync(wordsOf(example), { from: 'user' });
      expect(called).toMatchObject([{ name: expect.stringMatching(new RegExp(`^${name}`)) }]);
      expect(example.startsWith(name)).toBe(true);
      expect(await printed(`help ${name}`)).toContain(`\n  keyturn ${example}\n`);
    },
  );

  it.each(names)('%s: lists its own flags before the common ones', async (name) => {
    const lines = (await printed(`help ${name}`)).split('\n');
    const common = lines.indexOf('Common options');
    const lineOf = (flag: string) => lines.findIndex((line) => line.trimStart().startsWith(flag));
    const own = Object.entries(commands[name].inputs).filter(
      ([, input]) => !('isArgument' in input || 'isHidden' in input),
    );
    for (const [key, input] of own) {
      expect(lineOf(flagOf(key, input)), key).toBeGreaterThan(0);
      expect(lineOf(flagOf(key, input)), key).toBeLessThan(common);
    }
    const visible = Object.entries(globalFlags).filter(([, input]) => !('isHidden' in input));
    for (const [key, input] of visible) expect(lineOf(flagOf(key, input))).toBeGreaterThan(common);
  });

  it('names the commands below it, and the scenarios of the practice org', async () => {
    const daemon = await printed('help daemon');
    for (const member of ['install', 'uninstall', 'status', 'test-notify'])
      expect(daemon).toContain(`  daemon ${member} `);
    const practice = await printed('practice help');
    for (const scenario of Object.keys(scenarios)) expect(practice).toMatch(new RegExp(`^  ${scenario} +\\w`, 'm'));
    expect(scenarioWords).toEqual(
      Object.fromEntries(Object.entries(scenarios).map(([name, { summary }]) => [name, summary])),
    );
    expect(await printed('help store move')).toBe(await printed('store --help'));
  });

  it('tells only a clone how to get the command', async () => {
    expect(await printed('help', 'node bin/keyturn.cjs')).toContain('npm install --global .');
    expect(await printed('help', 'keyturn')).not.toContain('npm install');
  });

  it('is typed the way this copy was started', async () => {
    expect(await printed('help rotate', 'node bin/keyturn.cjs')).toContain(
      '\n  node bin/keyturn.cjs rotate ERP_Bridge\n',
    );
  });
});

it.each(['version', '--version', '-v', 'version --practice'])('prints the version for `%s`', async (line) => {
  expect(await printed(line)).toBe('1.2.3\n');
});

describe('the help as a document', () => {
  it('has every flag that the text has, as this copy is typed', async () => {
    const { result } = JSON.parse(await printed('rotate --help --json', 'node bin/keyturn.cjs'));
    const text = await printed('rotate --help', 'node bin/keyturn.cjs');
    const flags = [...result.options, ...result.commonOptions].map(({ flag }) => flag);
    expect(flags).toEqual([...text.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag).slice(0, -1));
    expect(result).toMatchObject({ command: 'rotate', usage: 'node bin/keyturn.cjs rotate <app> [options]' });
    expect(result.arguments).toMatchObject([{ usage: '<app>', required: true, repeatable: false }]);
  });

  it('lists every command of keyturn', async () => {
    const { result } = JSON.parse(await printed('help --json'));
    expect(result.commands.map(({ name }: { readonly name: string }) => name)).toEqual(names);
    expect(result).toMatchObject({ command: null, options: [] });
  });
});

describe('the help of keyturn', () => {
  it.each(['help help', 'help version'])('is what `%s` shows', async (line) => {
    expect(await printed(line)).toBe(await printed('help'));
  });

  it('lists every command once, below one of four headings, in 80 columns', async () => {
    const help = await printed('help');
    expect(await printed('--help')).toBe(help);
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const group of groups) expect(help).toContain(`\n${group}\n`);
    for (const name of names) expect(help.match(new RegExp(`^  ${name}  `, 'gm')), name).toHaveLength(1);
  });
});

describe('the help in a narrow terminal', () => {
  it.each([null, ...names])('%s fits, apart from what is typed', (name) => {
    for (const columns of [40, 60]) {
      const lines = helpText(name, 'keyturn', columns).split('\n');
      expect(lines.filter((line) => line.length > columns && !/^(Usage:| {2}(keyturn|-|<))/.test(line))).toEqual([]);
    }
    expect(helpText(name, 'keyturn', 200)).toBe(helpText(name, 'keyturn'));
  });
});
