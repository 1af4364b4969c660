import { CommanderError } from 'commander';
import type { Composition } from '../compose.ts';
import { withPracticeFlag } from '../core/plain/practice-commands.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';
import { applyRule, type WithBrokenSettings, withBrokenSettings } from './broken-settings.ts';
import { type Call, type CommandName, commands } from './commands.ts';
import { type CommandContext, globalFlags, type Surroundings } from './context.ts';
import { valuesOf } from './inputs.ts';
import { loadCommand } from './load-command.ts';
import { createOutput, fail, type Output } from './output.ts';
import { type Called, createProgram } from './program.ts';

/** Runs one command line and returns its exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { streams } = surroundings;
  const isJson = args.includes('--json');
  const wording = args.includes('--practice') ? withPracticeFlag : undefined;
  const opened: Composition[] = [];
  const notices = () => opened.flatMap((composition) => composition.notices);
  const output = createOutput(streams, { isJson, wording, notices });
  const tellNotices = () => {
    for (const notice of notices()) output.note(`▲ ${notice}`);
  };
  let exitCode = 0;
  const program = createProgram(surroundings, async (called) => {
    exitCode = await perform(called, surroundings, { output, opened });
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    tellNotices();
    return exitCode;
  } catch (error) {
    // Help and version end this way, too.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // ConfigInvalid already says what is wrong with the settings.
    if (!isKeyturnError(error) || error.code !== 'ConfigInvalid') tellNotices();
    return fail(error, streams, { isJson, wording, notices });
  }
}

interface Running {
  readonly output: Output;
  /** Compositions that the command opened. Their notices are printed at the end. */
  readonly opened: Composition[];
}

async function perform(
  { name, ...given }: Called,
  surroundings: Surroundings,
  { output, opened }: Running,
): Promise<number> {
  const flags = valuesOf(globalFlags, given);
  const { streams, env } = surroundings;
  const canAsk = Boolean(streams.stdin.isTTY && streams.stdout.isTTY) && !flags.noPrompt && !flags.json;
  const rule = name === null ? 'continue' : ruleOf(name, given);
  const context: CommandContext = {
    ...surroundings,
    flags,
    canAsk,
    output,
    compose: async (extra = {}) => {
      const { compose } = await import('../compose.ts');
      const made = compose({ isPractice: flags.practice, isInteractive: canAsk, env, store: flags.store, ...extra });
      opened.push(made);
      await applyRule(rule, made);
      return made;
    },
  };
  try {
    if (name === null) return await (await import('./commands/home.ts')).home(context, given.args[0]);
    return await performCommand(name, context, given);
  } finally {
    for (const composition of opened) await composition.close();
  }
}

async function performCommand<Name extends CommandName>(
  name: Name,
  context: CommandContext,
  given: Pick<Called, 'options' | 'args'>,
): Promise<number> {
  const command = await loadCommand(name);
  return command(context, callOf(name, given));
}

function ruleOf<Name extends CommandName>(name: Name, given: Pick<Called, 'options' | 'args'>): WithBrokenSettings {
  return withBrokenSettings(name, callOf(name, given));
}

function callOf<Name extends CommandName>(name: Name, given: Pick<Called, 'options' | 'args'>): Call<Name> {
  return valuesOf<(typeof commands)[Name]['inputs']>(commands[name].inputs, given);
}
