import { CommanderError } from 'commander';
import type { Composition } from '../compose.ts';
import { withPracticeFlag } from '../core/plain/practice-commands.ts';
import { isKeyturnError, reason } from '../core/reasons/errors.ts';
import type { Action, CommandContext, GlobalFlags, Surroundings } from './context.ts';
import { createOutput, fail } from './output.ts';
import { createProgram } from './program.ts';

/** Runs one command line and returns its exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { streams } = surroundings;
  const isJson = args.includes('--json');
  const wording = args.includes('--practice') ? withPracticeFlag : undefined;
  let exitCode = 0;
  const program = createProgram(surroundings, (load) => async (...parameters) => {
    const command = parameters.at(-1) as { optsWithGlobals(): Record<string, unknown>; args: readonly string[] };
    exitCode = (await perform(load, surroundings, command)) ?? 0;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return usage(error, surroundings, isJson);
    return fail(error, streams, isJson, wording);
  }
}

async function perform(
  load: () => Promise<Action>,
  surroundings: Surroundings,
  command: { optsWithGlobals(): Record<string, unknown>; args: readonly string[] },
): Promise<number | undefined> {
  const options = command.optsWithGlobals();
  const flags = options as unknown as GlobalFlags;
  const { streams, env } = surroundings;
  const canAsk = Boolean(streams.stdin.isTTY && streams.stdout.isTTY) && flags.prompt && !flags.json;
  const opened: Composition[] = [];
  const context: CommandContext = {
    ...surroundings,
    flags,
    canAsk,
    output: createOutput(streams, flags.json === true, flags.practice ? withPracticeFlag : undefined),
    compose: async (extra = {}) => {
      const { compose } = await import('../compose.ts');
      const made = compose({
        isPractice: flags.practice === true,
        isInteractive: canAsk,
        env,
        store: flags.store,
        ...extra,
      });
      opened.push(made);
      return made;
    },
  };
  try {
    const action = await load();
    return await action(context, command.args, options);
  } finally {
    for (const composition of opened) {
      await composition.close();
      for (const notice of composition.notices) context.output.note(`▲ ${notice}`);
    }
  }
}

/** Commander's own errors: help and version are no errors, everything else is a wrong call. */
function usage(error: CommanderError, { streams }: Surroundings, isJson: boolean): number {
  if (error.exitCode === 0) return 0;
  const problem = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const wrong = reason('UsageInvalid', { problem: problem.charAt(0).toUpperCase() + problem.slice(1) });
  return fail(isKeyturnError(error.cause) ? error.cause : wrong, streams, isJson);
}
