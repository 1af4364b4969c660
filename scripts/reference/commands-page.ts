import type { Command } from 'commander';
import { type CommandName, commands } from '../../src/cli/commands.ts';
import { globalFlags, type Surroundings } from '../../src/cli/context.ts';
import type { Input, Inputs } from '../../src/cli/inputs.ts';
import { createProgram } from '../../src/cli/program.ts';
import { anchor, code, heading, pageOf, table } from './markdown.ts';
import { schemaFileOf } from './schema.ts';
import { valueKinds, valueWords } from './value-kinds.ts';

type Named = readonly [key: string, input: Input<unknown>];

export function commandsPage(): string {
  const program = createProgram({ version: '', streams: {} } as Surroundings, async () => undefined);
  const names = Object.keys(commands) as CommandName[];
  return pageOf([
    ...heading('Commands', '`src/cli/commands.ts`'),
    program.description(),
    '',
    ...table(
      ['command', 'what it does'],
      names.map((name) => [`[${code(`keyturn ${name}`)}](${anchor(`keyturn ${name}`)})`, commands[name].description]),
    ),
    '',
    '`keyturn` alone opens the watch in a terminal, or the guided setup when nothing is watched yet. Without a terminal it is',
    '`keyturn status`.',
    '',
    '`<app>` is the developer name of an app, or `<org>/<DeveloperName>` when several orgs have an app of that name.',
    '',
    'See [exit codes](exit-codes.md) for how a command can end. Every command can end with 0, 1, 2, 3, 75 or 130; commands with',
    '`--exit-code` can also end with 4.',
    '',
    '## Options of every command',
    '',
    ...flagTable(Object.entries(globalFlags)),
    '',
    '`-h` and `--help` show the help of a command. `keyturn --version` prints the version.',
    '',
    ...names.flatMap((name) => section(name, program)),
    '## Values',
    '',
    ...table(
      ['value', 'what it is'],
      Object.values(valueKinds).map(({ name, meaning }) => [name, meaning]),
    ),
  ]);
}

function section(name: CommandName, program: Command): readonly string[] {
  const { description, inputs }: { description: string; inputs: Inputs } = commands[name];
  const all: readonly Named[] = Object.entries(inputs).filter(([, { isHidden }]) => !isHidden);
  const args = all.filter(([, { isArgument, choices, description: words }]) => isArgument && (choices || words));
  const flags = all.filter(([, input]) => !input.isArgument);
  const document = name.replace(' ', '-');
  return [
    `## ${code(`keyturn ${name}`)}`,
    '',
    `${description}.`,
    '',
    '```',
    `keyturn ${name} ${usageOf(name, program)}`,
    '```',
    '',
    ...(args.length === 0 ? [] : [...argumentTable(args), '']),
    ...(flags.length === 0 ? [] : [...flagTable(flags), '']),
    `\`--json\` prints [${code(document)}](json.md#${document}) ([schema](${schemaFileOf(document)})).`,
    '',
  ];
}

function usageOf(name: CommandName, program: Command): string {
  const found = name.split(' ').reduce<Command | undefined>((group, word) => {
    return group?.commands.find((each) => each.name() === word);
  }, program);
  return found?.usage().replace(/ ?\[command\]/, '') ?? '';
}

function argumentTable(args: readonly Named[]): readonly string[] {
  return table(
    ['argument', 'values', 'what it is'],
    args.map(([, input]) => [code(input.usage), choicesOf(input), input.description]),
  );
}

/** A default that the description tells, for the help. */
const told = / \(default: (.*)\)/;

function flagTable(flags: readonly Named[]): readonly string[] {
  return table(
    ['option', 'value', 'default', 'what it does'],
    flags.map(([key, input]) => [
      code(`${input.short ? `-${input.short}, ` : ''}--${dashed(key)}${input.usage ? ` ${input.usage}` : ''}`),
      input.choices ? choicesOf(input) : valueWords(input),
      input.usual === undefined ? (told.exec(input.description)?.[1] ?? '') : code(input.usual),
      input.description.replace(told, ''),
    ]),
  );
}

function choicesOf({ choices }: Input<unknown>): string {
  return choices?.map(code).join(', ') ?? '';
}

function dashed(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
