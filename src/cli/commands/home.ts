import type { Composition } from '../../compose.ts';
import { isKeyturnError, type KeyturnError } from '../../core/reasons/errors.ts';
import { unfinishedSetups } from '../../core/status/unfinished-setups.ts';
import { wantsLines } from '../../ui/wants-lines.ts';
import { applyRule } from '../broken-settings.ts';
import { commands } from '../commands.ts';
import { type CommandContext, terminalOf } from '../context.ts';
import { deskWithoutState } from '../desk-without-state.ts';
import { valuesOf } from '../inputs.ts';
import { noSuchCommand } from '../no-such-command.ts';
import { setup } from './setup.ts';
import { status } from './status.ts';

/** `keyturn` alone: the guided setup if no app is watched yet, otherwise the watch. Without a terminal: status. */
export async function home(context: CommandContext, stray: string | undefined): Promise<number> {
  if (stray !== undefined) throw noSuchCommand([stray]);
  if (!context.canAsk) return status(context, valuesOf(commands.status.inputs));
  const composition = await context.compose();
  const problem = await whyNotOpened(composition);
  if (problem !== null) {
    await inWatch(context, composition, problem);
    // On the normal screen, too, where its commands can be copied.
    throw problem;
  }
  if (!(await isAnythingWatched(composition))) {
    if (await isSetupOpen(composition)) return status(context, valuesOf(commands.status.inputs));
    await applyRule('stop', composition);
    return setup(context, valuesOf(commands.setup.inputs));
  }
  return inWatch(context, composition);
}

/** The watch as a screen, or as lines of text for screen readers and simple terminals. */
async function inWatch(
  context: CommandContext,
  composition: Composition,
  problem: KeyturnError | null = null,
): Promise<number> {
  const isInLines = wantsLines({ isScreenReader: context.flags.screenReader === true, env: context.env });
  const [runWatch, { createWatchDesk }] = await Promise.all([
    isInLines
      ? import('../../ui/run-watch-lines.ts').then(({ runWatchLines }) => runWatchLines)
      : import('../../ui/run-watch.tsx').then((screen) => screen.runWatch),
    import('../watch-desk.ts'),
  ]);
  const parts = problem
    ? deskWithoutState(problem, await composition.clock())
    : await createWatchDesk(composition, context);
  const terminal = terminalOf(context);
  const outcome = await runWatch({
    ...parts,
    runSetup: () => setupAside(context),
    isPractice: composition.isPractice,
    ...terminal,
  });
  // Nothing that the watch still reads matters any more.
  if (!terminal.stopping.signal.aborted) terminal.stopping.ask();
  return outcome === 'closed' ? 0 : 130;
}

/** The guided setup, which may choose the practice org. Commands are worded for that only as long as the setup is open. */
async function setupAside(context: CommandContext): Promise<void> {
  let leavePractice = () => {};
  const enterPractice = () => {
    leavePractice = context.enterPractice();
    return leavePractice;
  };
  try {
    await setup({ ...context, enterPractice }, valuesOf(commands.setup.inputs));
  } finally {
    leavePractice();
  }
}

/** A setup from flags stopped after its first change: only its command continues it. A guided one is offered again. */
async function isSetupOpen(composition: Composition): Promise<boolean> {
  if (!(await composition.hasState())) return false;
  const state = await composition.state();
  return (await state.drafts.load()) === null && (await unfinishedSetups(state)).length > 0;
}

/** Why there is no state to work with; null if there is one, or none yet. */
async function whyNotOpened(composition: Composition): Promise<KeyturnError | null> {
  if (!(await composition.hasState())) return null;
  return composition.state().then(
    () => null,
    (error: unknown) => {
      if (isKeyturnError(error)) return error;
      throw error;
    },
  );
}

/** Checks for the state file first, so that the first screen on a new computer opens no database. */
async function isAnythingWatched(composition: Composition): Promise<boolean> {
  if (!(await composition.hasState())) return false;
  const state = await composition.state();
  return (await state.apps.list()).length > 0;
}
