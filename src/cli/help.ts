import { fold } from '../core/plain/fold.ts';
import { type CommandName, commands } from './commands.ts';
import { globalFlags } from './context.ts';
import { section, widest } from './help-layout.ts';
import { groups, topics } from './help-topics.ts';
import type { Input, Inputs } from './inputs.ts';
import { scenarioWords } from './scenarios.ts';

type Entry = readonly [name: string, words: string];

export const purpose =
  'Turn on the OAuth client credentials flow of Salesforce External Client Apps and rotate their credentials.';

export const names = Object.keys(commands) as CommandName[];

/**
 * The help of a command, or of keyturn if `name` is null. At most 80 columns wide, apart from long examples.
 * @param program how this copy of keyturn is typed
 * @param columns of the terminal
 */
export function helpText(name: CommandName | null, program: string, columns: number = widest): string {
  const width = Math.min(columns, widest);
  const blocks = name === null ? rootBlocks(program, width) : commandBlocks(name, program, width);
  const texts = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `${texts.join('\n\n')}\n`;
}

function rootBlocks(program: string, width: number): readonly (readonly string[])[] {
  return [
    fold(purpose, width),
    [`Usage: ${program} [command] [options]`],
    fold(
      `${program} alone opens the guided setup, or the watch screen if an app is watched. Without a terminal, it prints the status.`,
      width,
    ),
    ...groups.map((group) => section(group, descriptions(names.filter((name) => topics[name].group === group)), width)),
    optionBlock('Common options', globalFlags, width, [
      ['-h, --help', 'Show help'],
      ['-v, --version', 'Print the version'],
    ]),
    fold(`${program} help <command> shows the options of a command, and examples.`, width),
    isInstalled(program)
      ? []
      : fold('To type keyturn in every folder, run this in its own: npm install --global .', width),
  ];
}

function isInstalled(program: string): boolean {
  return !program.startsWith('node ');
}

function commandBlocks(name: CommandName, program: string, width: number): readonly (readonly string[])[] {
  const { description, inputs }: { description: string; inputs: Inputs } = commands[name];
  const args = Object.entries(inputs).filter(([, { isArgument }]) => isArgument);
  const flags = Object.fromEntries(Object.entries(inputs).filter(([, { isArgument }]) => !isArgument));
  return [
    fold(`${description}.`, width),
    [`Usage: ${program} ${usageOf(name)}`],
    ['Examples', ...examplesOf(name).map((example) => `  ${program} ${example}`)],
    section('Commands', descriptions(names.filter((each) => each.startsWith(`${name} `))), width),
    section(
      'Arguments',
      args.map(([, input]) => [input.usage, withChoices(input)]),
      width,
    ),
    optionBlock('Options', flags, width),
    'scenario' in inputs ? section('Scenarios', Object.entries(scenarioWords), width) : [],
    optionBlock('Common options', globalFlags, width, [['-h, --help', 'Show help']]),
  ];
}

/** Calls of a command as they are typed, without `keyturn`. */
export function examplesOf(name: CommandName): readonly string[] {
  return topics[name].examples.map((rest) => (rest === '' ? name : `${name} ${rest}`));
}

function descriptions(of: readonly CommandName[]): readonly Entry[] {
  return of.map((name) => [name, commands[name].description]);
}

/** How a command is typed, without `keyturn`. */
export function usageOf(name: CommandName): string {
  const inputs: readonly Input<unknown>[] = Object.values(commands[name].inputs);
  const args = inputs.filter(({ isArgument }) => isArgument).map(({ usage }) => usage);
  return [name, ...args, '[options]'].join(' ');
}

function optionBlock(title: string, flags: Inputs, width: number, more: readonly Entry[] = []): readonly string[] {
  const own = Object.entries(flags)
    .filter(([, { isHidden }]) => !isHidden)
    .map(([key, input]): Entry => [flagOf(key, input), withChoices(input)]);
  return section(title, [...own, ...more], width);
}

/** A flag as it is typed: `--max-age <duration>`. */
export function flagOf(key: string, { short, usage }: Input<unknown>): string {
  const long = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `${short ? `-${short}, ` : ''}--${long}${usage ? ` ${usage}` : ''}`;
}

function withChoices({ description, choices, usual }: Input<unknown>): string {
  const values = choices ? `${choices.join(', ')}${usual === undefined ? '' : `; default: ${usual}`}` : '';
  if (values === '') return description;
  return description === '' ? values : `${description} (${values})`;
}
