import { CommanderError } from 'commander';
import { openDebug } from '../compose/logged.ts';
import type { Composition } from '../compose.ts';
import { asciiCommands } from '../core/plain/ascii-commands.ts';
import { plainText, shellWord } from '../core/plain/text.ts';
import type { Log } from '../core/ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../core/reasons/errors.ts';
import { typedCommands } from '../core/reasons/practice-commands.ts';
import { wantsLines } from '../ui/wants-lines.ts';
import { applyRule, type WithBrokenSettings, withBrokenSettings } from './broken-settings.ts';
import { type Call, type CommandName, commands } from './commands.ts';
import { type CommandContext, globalFlags, type Surroundings } from './context.ts';
import { valuesOf } from './inputs.ts';
import { listenForInterruption } from './interruption.ts';
import { loadCommand } from './load-command.ts';
import { createOutput, fail, type Output } from './output.ts';
import { type Called, createProgram } from './program.ts';
import { showsUnicode } from './shows-unicode.ts';
import { appNamed, namesPracticeOrg, withHint, withoutOrg } from './which-org.ts';
import { whyFlags } from './why-flags.ts';

/** Runs one command line and returns its exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { streams, env } = surroundings;
  const isJson = args.includes('--json');
  const isPlain = wantsLines({ isScreenReader: args.includes('--screen-reader'), env });
  const call: RunningCall = { isPractice: args.includes('--practice'), app: null, opened: [] };
  // cmd.exe and PowerShell have no form for it.
  const isAscii = streams.stdout.isTTY === true && process.platform !== 'win32' && !showsUnicode(env);
  const wording = (text: string) => {
    const typed = typedCommands(text, { program: surroundings.program, isPractice: call.isPractice });
    return isAscii ? asciiCommands(typed) : typed;
  };
  // A command that opens a state a second time finds the same things again.
  const notices = () => [...new Set(call.opened.flatMap((composition) => composition.notices))];
  const output = createOutput(streams, { isJson, isPlain, wording, env, notices });
  /** @param told an error that already says it */
  const tellNotices = (told: unknown = null) => {
    // The daemon prints the warnings of its passes itself.
    if (args.includes('--inside')) return;
    const isTold = (notice: string) => isKeyturnError(told) && notice.startsWith(told.message);
    for (const notice of notices()) if (!isTold(notice)) output.note(`▲ ${notice}`);
  };
  let exitCode = 0;
  const performCalled = async (called: Called) => {
    exitCode = await perform(called, surroundings, { output, wording, call });
  };
  const program = createProgram(surroundings, performCalled, isJson);
  try {
    await program.parseAsync([...args], { from: 'user' });
    tellNotices();
    return exitCode;
  } catch (error) {
    output.passing(null);
    // Help and version end this way, too.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // ConfigInvalid already says what is wrong with the settings.
    if (!isKeyturnError(error) || error.code !== 'ConfigInvalid') tellNotices(error);
    const { app, isPractice } = call;
    const isElsewhere = isKeyturnError(error) && error.code === 'AppNotWatched' && app !== null;
    const record = isElsewhere ? unreadableOf(call, app) : null;
    const told = record ?? (isElsewhere ? await withHint(error, { app, isPractice, env }) : error);
    return fail(told, streams, { isJson, wording, env, notices });
  }
}

/** An app whose record can't be read isn't in the list of watched apps. */
function unreadableOf({ opened }: RunningCall, typed: string): KeyturnError | null {
  const name = withoutOrg(typed).split('/').at(-1)?.toLowerCase();
  const record = opened.flatMap(({ unreadable }) => unreadable).find(({ app }) => app?.toLowerCase() === name);
  return record ? reason('RecordUnreadable', record) : null;
}

/** What becomes known while a command runs. */
interface RunningCall {
  isPractice: boolean;
  /** The app as it was typed. */
  app: string | null;
  /** Compositions that the command opened. Their notices are printed at the end. */
  readonly opened: Composition[];
}

interface Running {
  readonly wording: (text: string) => string;
  readonly output: Output;
  readonly call: RunningCall;
}

async function perform(
  called: Called,
  surroundings: Surroundings,
  { output, wording, call }: Running,
): Promise<number> {
  const { streams, env } = surroundings;
  const { name, ...given } = await inItsOrg(called, surroundings, call);
  const typed = valuesOf(globalFlags, given);
  const flags = { ...typed, consumer: typed.oauthConsumer ?? typed.consumer };
  const canAsk = !flags.noPrompt && !flags.json && Boolean(streams.stdout.isTTY && streams.stdin.isTTY);
  const why = whyFlags(name, given.options);
  const rule = name === null ? 'continue' : ruleOf(name, given);
  const interruption = listenForInterruption(
    typedAgain(name, given.args),
    surroundings.process,
    surroundings.interrupted,
  );
  const debug = flags.debug ? await openDebug(env, (line) => void streams.stderr.write(line)) : null;
  // These open a screen right away.
  if (canAsk && (name === null || name === 'setup')) debug?.toFile();
  const ended = debug && tellStart(debug, surroundings, { name, options: given.options });
  const context: CommandContext = {
    interruption,
    debug,
    wording,
    enterPractice: () => {
      const { isPractice } = call;
      call.isPractice = true;
      return () => {
        call.isPractice = isPractice;
      };
    },
    ...surroundings,
    flags,
    why,
    canAsk,
    output: {
      ...output,
      succeed: (result, text) => {
        interruption.requireResult();
        output.succeed(result, text);
      },
    },
    compose: async (extra = {}) => {
      const { compose } = await import('../compose.ts');
      const made = compose({
        isPractice: flags.practice,
        isInteractive: canAsk,
        env,
        store: flags.store,
        why,
        program: surroundings.programAnywhere,
        log: debug ?? undefined,
        signal: interruption.signal,
        pace: surroundings.pace,
        hold: interruption.hold,
        isDryRun: 'dryRun' in given.options && given.options.dryRun === true,
        toleratesModes: name === null || name === 'emergency' || name === 'resume',
        ...extra,
      });
      call.opened.push(made);
      await applyRule(rule, made);
      return made;
    },
  };
  try {
    const work = name === null ? goHome(context, given.args[0]) : performCommand(name, context, given);
    const exitCode = await Promise.race([work, interruption.ended]);
    ended?.({ exitCode });
    return exitCode;
  } catch (error) {
    const known = await interruption.known(interruption.errorFor(error), async (told) => {
      const { knowingAccess, knowingApp } = await import('./knowing-app.ts');
      return knowingAccess(await knowingApp(told, call), call, { name, options: given.options });
    });
    ended?.(isKeyturnError(known) ? { reason: known.code } : { problem: String(known) });
    throw known;
  } finally {
    await interruption.patient(closeAll(call.opened));
    interruption.release();
    const file = debug?.path();
    if (file) output.note(`Debug log: ${file}`);
  }
}

async function closeAll(opened: RunningCall['opened']): Promise<void> {
  for (const composition of opened) await composition.close();
}

/** Logs what was called. The result logs how it ended. Names of flags only, because values may be anything. */
function tellStart(log: Log, { version }: Surroundings, { name, options }: Pick<Called, 'name' | 'options'>) {
  const started = performance.now();
  const { version: node, platform } = process;
  const flags = Object.entries(options).flatMap(([flag, value]) => (flag === 'prompt' && value === true ? [] : [flag]));
  log.debug('command', { command: name ?? 'keyturn', flags, version, node, platform });
  return (end: Record<string, unknown>) =>
    log.debug('command.ended', { ...end, ms: Math.round(performance.now() - started) });
}

async function goHome(context: CommandContext, stray: string | undefined): Promise<number> {
  return (await import('./commands/home.ts')).home(context, stray);
}

/** What to type to run the same command again, without its flags. */
function typedAgain(name: CommandName | null, args: readonly string[]): string {
  return [...(name === null ? [] : [name]), ...args.map((arg) => shellWord(plainText(arg)))].join(' ');
}

/** `practice/Billing_Sync` means the same as `Billing_Sync --practice`. */
async function inItsOrg(called: Called, { env }: Surroundings, call: RunningCall): Promise<Called> {
  const { name, options, args } = called;
  call.app = name === null ? null : appNamed(name, args);
  const { practice: isGiven } = valuesOf(globalFlags, called);
  if (call.app === null || !(await namesPracticeOrg(call.app, { isGiven, env }))) return called;
  call.isPractice = true;
  const named = call.app;
  const bare = args.map((arg) => (arg === named ? withoutOrg(named) : arg));
  return { name, options: { ...options, practice: true }, args: bare };
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
