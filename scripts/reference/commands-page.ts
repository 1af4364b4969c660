import { type CommandName, commands } from '../../src/cli/commands.ts';
import { globalFlags } from '../../src/cli/context.ts';
import { examplesOf, flagOf, names, purpose, usageOf } from '../../src/cli/help.ts';
import { groups, topics } from '../../src/cli/help-topics.ts';
import type { Input, Inputs } from '../../src/cli/inputs.ts';
import { scenarioWords } from '../../src/cli/scenarios.ts';
import { anchor, code, heading, pageOf, table } from './markdown.ts';
import { schemaFileOf } from './schema.ts';
import { valueKinds, valueWords } from './value-kinds.ts';

type Named = readonly [key: string, input: Input<unknown>];

export function commandsPage(): string {
  return pageOf([
    ...heading('Commands', '`src/cli/commands.ts`'),
    purpose,
    '',
    ...groups.flatMap((group) => [
      `**${group}**`,
      '',
      ...table(
        ['command', 'what it does'],
        names
          .filter((name) => topics[name].group === group)
          .map((name) => [`[${code(`keyturn ${name}`)}](${anchor(`keyturn ${name}`)})`, commands[name].description]),
      ),
      '',
    ]),
    '`keyturn` alone opens the watch in a terminal, or the guided setup when nothing is watched yet. Without a terminal it is',
    '`keyturn status`.',
    '',
    '`<app>` is the developer name or the label of an app, in any case. If that means several apps, name one as',
    '`<org>/<DeveloperName>`. `practice/<app>` is an app of the practice org, also without `--practice`. In a terminal, `status`',
    'and `check` also take the beginning of a name that no other app has.',
    '',
    'See [exit codes](exit-codes.md) for how a command can end. Every command can end with 0, 1, 2, 3, 75 or 130; commands with',
    '`--exit-code` can also end with 4.',
    '',
    '## Options of every command',
    '',
    ...flagTable(Object.entries(globalFlags)),
    '',
    '`-h`, `--help` and `keyturn help <command>` show the help of a command. `keyturn version`, `-v` and `--version` print the',
    'version. With `--json`, they print [`help`](json.md#help) and [`version`](json.md#version).',
    '',
    ...names.flatMap(section),
    '## Values',
    '',
    ...table(
      ['value', 'what it is'],
      Object.values(valueKinds).map(({ name, meaning }) => [name, meaning]),
    ),
  ]);
}

function section(name: CommandName): readonly string[] {
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
    `keyturn ${usageOf(name)}`,
    '```',
    '',
    'Examples:',
    '',
    '```',
    ...examplesOf(name).map((example) => `keyturn ${example}`),
    '```',
    '',
    ...(args.length === 0 ? [] : [...argumentTable(args), '']),
    ...(flags.length === 0 ? [] : [...flagTable(flags), '']),
    ...('scenario' in inputs ? [...scenarioTable, ''] : []),
    `\`--json\` prints [${code(document)}](json.md#${document}) ([schema](${schemaFileOf(document)})).`,
    '',
  ];
}

const scenarioTable = table(
  ['scenario', 'what is in it'],
  Object.entries(scenarioWords).map(([name, words]) => [code(name), words]),
);

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
      code(flagOf(key, input)),
      input.choices ? choicesOf(input) : valueWords(input),
      input.usual === undefined ? (told.exec(input.description)?.[1] ?? '') : code(input.usual),
      input.description.replace(told, ''),
    ]),
  );
}

function choicesOf({ choices }: Input<unknown>): string {
  return choices?.map(code).join(', ') ?? '';
}
