import { type CommandName, commands } from './commands.ts';
import { globalFlags } from './context.ts';
import type { help } from './documents/help.ts';
import type { DocumentOf } from './documents/kinds.ts';
import { examplesOf, flagOf, names, purpose, usageOf } from './help.ts';
import { topics } from './help-topics.ts';
import type { Input, Inputs } from './inputs.ts';

type HelpDocument = DocumentOf<typeof help>;

/**
 * What `help` says of a command, or of keyturn if `name` is null.
 * @param program how this copy of keyturn is typed
 */
export function helpDocument(name: CommandName | null, program: string): HelpDocument {
  const inputs: Inputs = name === null ? {} : commands[name].inputs;
  const isBelow = (each: CommandName) => name === null || each.startsWith(`${name} `);
  return {
    command: name,
    description: name === null ? purpose : `${commands[name].description}.`,
    usage: `${program} ${name === null ? '[command] [options]' : usageOf(name)}`,
    examples: name === null ? [] : examplesOf(name).map((example) => `${program} ${example}`),
    commands: names.filter(isBelow).map((each) => ({
      name: each,
      group: topics[each].group,
      description: commands[each].description,
    })),
    arguments: Object.values(inputs).filter(isArgument).map(argumentOf),
    options: optionsOf(inputs),
    commonOptions: optionsOf(globalFlags),
  };
}

const isArgument = (input: Input<unknown>) => input.isArgument === true;

function argumentOf({ usage, description, choices = [], isList }: Input<unknown>): HelpDocument['arguments'][number] {
  return { usage, description, choices, required: usage.startsWith('<'), repeatable: isList === true };
}

function optionsOf(inputs: Inputs): HelpDocument['options'] {
  return Object.entries(inputs)
    .filter(([, input]) => !(isArgument(input) || input.isHidden))
    .map(([key, input]) => {
      const { usage, description, choices = [], usual, isList, short } = input;
      const flag = flagOf(key, { ...input, short: '', usage: '' });
      const value = usage === '' ? null : usage;
      return {
        ...{ flag, short: short ? `-${short}` : null, value, description, choices },
        ...{ default: usual ?? null, repeatable: isList === true },
      };
    });
}
