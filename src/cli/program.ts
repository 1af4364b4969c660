import { Argument, Command, Option } from 'commander';
import { type CommandName, commands } from './commands.ts';
import { globalFlags, type Surroundings } from './context.ts';
import type { Input, Inputs } from './inputs.ts';

/** One call as commander parsed it. The name is null for `keyturn` alone. */
export interface Called {
  readonly name: CommandName | null;
  readonly options: object;
  readonly args: readonly string[];
}

/** Builds commander's program from the table of commands. */
export function createProgram({ version, streams }: Surroundings, perform: (called: Called) => Promise<void>): Command {
  const performs = (command: Command, name: CommandName | null) =>
    command.exitOverride().action(() => perform({ name, options: command.optsWithGlobals(), args: command.args }));
  const program = performs(new Command('keyturn'), null)
    .description(
      'Turn on the OAuth client credentials flow of Salesforce External Client Apps and rotate their credentials.',
    )
    .version(version, '--version', 'Print the version')
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      // `run` prints the error in its own form.
      writeErr: () => undefined,
    })
    .helpOption('-h, --help', 'Show help')
    .helpCommand('help [command]', 'Show help for a command')
    .showSuggestionAfterError(true)
    .argument('[command]')
    .usage('[command] [options]');
  addInputs(program, globalFlags);
  for (const [name, { description, inputs }] of Object.entries(commands)) {
    const [group, member] = name.split(' ');
    const parent = member ? program.commands.find((each) => each.name() === group) : program;
    const command = (parent ?? program).command(member ?? name).description(description);
    addInputs(command, { ...globalFlags, ...inputs });
    performs(command, name as CommandName);
  }
  return program;
}

function addInputs(command: Command, inputs: Inputs): void {
  for (const [key, input] of Object.entries(inputs)) {
    if (input.isArgument) command.addArgument(limited(new Argument(input.usage, input.description), input));
    else command.addOption(optionOf(key, input));
  }
}

function optionOf(key: string, input: Input<unknown>): Option {
  const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const letter = input.short ? `-${input.short}, ` : '';
  const option = limited(new Option(`${letter}--${name} ${input.usage}`, input.description), input);
  if (input.usual !== undefined) option.default(input.usual);
  if (input.isList) option.argParser<readonly string[]>((value, before = []) => [...before, value]);
  return option.hideHelp(input.isHidden === true);
}

function limited<Limited extends Argument | Option>(made: Limited, { choices }: Input<unknown>): Limited {
  if (choices) made.choices(choices);
  return made;
}
