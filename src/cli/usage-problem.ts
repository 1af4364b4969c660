import type { CommanderError } from 'commander';
import { plainText } from '../core/plain/text.ts';
import type { KeyturnError } from '../core/reasons/errors.ts';
import { type CommandName, commands } from './commands.ts';
import type { Input } from './inputs.ts';
import { nearest, noSuchCommand } from './no-such-command.ts';
import { wrongCall } from './wrong-call.ts';

interface Typed {
  /** null for `keyturn` alone. */
  readonly name: CommandName | null;
  /** What follows the command, without flags. */
  readonly args: readonly string[];
}

/** Commander's error as ours. Its action names the help of the command that was typed. */
export function usageProblem({ code, message }: CommanderError, typed: Typed): KeyturnError {
  const { name } = typed;
  if (code === 'commander.excessArguments') return tooMany(typed);
  const quoted = [...message.matchAll(/'([^']*)'/g)].map(([, text = '']) => plainText(text, 80));
  const [first = '', given = ''] = quoted;
  switch (code) {
    case 'commander.missingArgument':
      return wrongCall(name, `${calledBy(name)} needs ${usageOf(name, first)}`);
    case 'commander.unknownOption': {
      const hint = /\((Did you mean .*\?)\)/.exec(message)?.[1];
      return wrongCall(name, `Unknown option ${first}${hint ? `. ${hint}` : ''}`);
    }
    case 'commander.optionMissingArgument':
      return wrongCall(name, `${first.split(' ')[0]} needs a value: ${first}`);
    case 'commander.invalidArgument':
      return invalid(message, typed, first, given);
    default:
      return wrongCall(name, sentence(message));
  }
}

function tooMany({ name, args }: Typed): KeyturnError {
  if (name === null) return noSuchCommand(args.slice(0, 1));
  const words = [...name.split(' '), ...args.slice(0, 1)];
  if (isGroup(name) || nearest(words)?.startsWith(`${name} `)) return noSuchCommand(words);
  const wanted = argumentsOf(name).map(({ usage }) => usage);
  const many = args.map((arg) => plainText(arg, 40)).join(', ');
  const takes = wanted.length === 0 ? 'no argument' : `only ${wanted.join(' ')}`;
  const quotes = wanted.length === 0 ? '' : '. Put a name with spaces in quotes';
  return wrongCall(name, `${calledBy(name)} takes ${takes}, but got ${many}${quotes}`);
}

/** A value that is none of the choices. The first argument of a command is its verb. */
function invalid(message: string, { name }: Typed, first: string, second: string): KeyturnError {
  const choices = /Allowed choices are (.*)\./.exec(message)?.[1];
  if (name === null || choices === undefined) return wrongCall(name, sentence(message));
  if (!message.includes('command-argument')) {
    return wrongCall(name, `${first.split(' ')[0]} can't be ${second}. Use one of: ${choices}`);
  }
  if (argumentsOf(name)[0]?.usage.slice(1, -1) === second) return noSuchCommand([name, first]);
  return wrongCall(name, `<${second}> can't be ${first}. Use one of: ${choices}`);
}

/** An argument as the help shows it: `<app>`. */
function usageOf(name: CommandName | null, argument: string): string {
  const known = name === null ? undefined : argumentsOf(name).find(({ usage }) => usage.slice(1, -1) === argument);
  if (!known) return `<${argument}>`;
  return known.choices ? `${known.usage} (${known.choices.join(', ')})` : known.usage;
}

function argumentsOf(name: CommandName): readonly Input<unknown>[] {
  const inputs: readonly Input<unknown>[] = Object.values(commands[name].inputs);
  return inputs.filter(({ isArgument }) => isArgument);
}

function isGroup(name: CommandName): boolean {
  return Object.keys(commands).some((each) => each.startsWith(`${name} `));
}

function calledBy(name: CommandName | null): string {
  return name === null ? 'keyturn' : `keyturn ${name}`;
}

function sentence(message: string): string {
  const problem = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return problem.charAt(0).toUpperCase() + problem.slice(1);
}
