import { z } from 'zod';
import { flag, text, textOrNull, texts } from './kinds.ts';

const option = z
  .object({
    flag: text('The flag, such as `--max-age`.'),
    short: textOrNull('The same in one letter, such as `-o`. Null if there is none.'),
    value: textOrNull('Its value, such as `<duration>`. Null for a switch. In `[…]`, the value may be left out.'),
    description: text('What it does.'),
    choices: texts('The values that it takes. Empty if any value is possible.'),
    default: textOrNull('The value without the flag. Null if there is none, or if the description has it.'),
    repeatable: flag('Whether it may be given several times.'),
  })
  .meta({ title: 'option' });

export const help = z.object({
  command: textOrNull('The command, such as `daemon install`. Null for keyturn itself.'),
  description: text('What it does.'),
  usage: text('How it is typed here.'),
  examples: texts('Calls, as they are typed here.'),
  commands: z
    .array(
      z.object({
        name: text('Its name, such as `daemon install`.'),
        group: text('The heading of the help that lists it.'),
        description: text('What it does.'),
      }),
    )
    .describe('Of keyturn: every command. Of a command: the commands below it.'),
  arguments: z
    .array(
      z.object({
        usage: text('Its place in the usage: `<app>`, or `[app]` if it may be left out.'),
        description: text('What it is. May be empty if there are choices.'),
        choices: texts('The values that it takes. Empty if any value is possible.'),
        required: flag('Whether it must be given.'),
        repeatable: flag('Whether it takes several values.'),
      }),
    )
    .describe('Arguments of the command, in their order.'),
  options: z.array(option).describe('Options of the command.'),
  commonOptions: z.array(option).describe('Options of every command.'),
});

export const version = z.object({ version: text('The version of keyturn.') });
