import { Argument, Command, Option } from 'commander';
import { type CommandName, commands } from './commands.ts';
import { globalFlags, type Surroundings } from './context.ts';
import type { version as versionKind } from './documents/help.ts';
import type { DocumentOf } from './documents/kinds.ts';
import { flagOf, helpText } from './help.ts';
import { helpDocument } from './help-document.ts';
import type { Input, Inputs } from './inputs.ts';
import { isTypeable, noSuchCommand } from './no-such-command.ts';
import { documentOf } from './output.ts';
import { usageProblem } from './usage-problem.ts';

/** One call as commander parsed it. The name is null for `keyturn` alone. */
export interface Called {
  readonly name: CommandName | null;
  readonly options: object;
  readonly args: readonly string[];
}

/**
 * Builds commander's program from the table of commands. A wrong call throws UsageInvalid.
 * @param isJson whether help and version are printed as documents, too
 */
export function createProgram(
  { version, streams, program: typed = 'keyturn' }: Surroundings,
  perform: (called: Called) => Promise<void>,
  isJson = false,
): Command {
  const print = (text: string) => void streams.stdout.write(text);
  const { isTTY, columns } = streams.stdout;
  const helpOf = (name: CommandName | null) =>
    isJson ? documentOf(helpDocument(name, typed)) : helpText(name, typed, isTTY && columns > 0 ? columns : undefined);
  const performs = (command: Command, name: CommandName | null) => {
    command.helpInformation = () => helpOf(name);
    return command
      .helpOption('-h, --help')
      .helpCommand(false)
      .configureOutput({ writeOut: print, writeErr: () => undefined })
      .exitOverride((error) => {
        throw error.exitCode === 0 ? error : usageProblem(error, { name, args: command.args });
      })
      .action(() => perform({ name, options: command.optsWithGlobals(), args: command.args }));
  };
  const versionText = isJson ? documentOf({ version } satisfies DocumentOf<typeof versionKind>) : `${version}\n`;
  const program = performs(new Command('keyturn'), null)
    .version(versionText.trimEnd(), '-v, --version')
    .showSuggestionAfterError(true)
    .argument('[command]');
  addInputs(program, globalFlags);
  for (const [name, { inputs }] of Object.entries(commands)) {
    const [group = '', member] = name.split(' ');
    const parent = member ? program.commands.find((each) => each.name() === group) : program;
    const command = (parent ?? program).command(member ?? group);
    // Only the command that is called needs them: building all of them takes longer than many commands.
    (parent ?? program).hook('preSubcommand', (_parent, called) => {
      if (called === command) addInputs(command, { ...globalFlags, ...inputs });
    });
    performs(command, name as CommandName);
  }
  for (const parent of [program, ...program.commands.filter((each) => each.commands.length > 0)]) {
    const group = parent === program ? [] : [parent.name()];
    const help = parent.command('help').argument('[command...]').allowUnknownOption().helpOption(false);
    help.action(() => print(helpOf(commandOf([...group, ...help.args.filter(isWord)]))));
  }
  const own = program.command('version').allowExcessArguments().allowUnknownOption().helpOption(false);
  own.action(() => print(versionText));
  return program;
}

const isWord = (arg: string) => !arg.startsWith('-');

/** The command that `help` was asked for; null for none. @throws UsageInvalid */
function commandOf(words: readonly string[]): CommandName | null {
  const name = words.join(' ');
  if (['', 'help', 'version'].includes(name)) return null;
  if (Object.hasOwn(commands, name)) return name as CommandName;
  const [first = ''] = words;
  // `store move`: the verb is an argument.
  if (isTypeable(name) && Object.hasOwn(commands, first)) return first as CommandName;
  throw noSuchCommand(words);
}

function addInputs(command: Command, inputs: Inputs): void {
  for (const [key, input] of Object.entries(inputs)) {
    if (input.isArgument) command.addArgument(limited(new Argument(input.usage, input.description), input));
    else command.addOption(optionOf(key, input));
  }
}

function optionOf(key: string, input: Input<unknown>): Option {
  const option = limited(new Option(flagOf(key, input), input.description), input);
  if (input.usual !== undefined) option.default(input.usual);
  if (input.isList) option.argParser<readonly string[]>((value, before = []) => [...before, value]);
  return option.hideHelp(input.isHidden === true);
}

function limited<Limited extends Argument | Option>(made: Limited, { choices }: Input<unknown>): Limited {
  if (choices) made.choices(choices);
  return made;
}
