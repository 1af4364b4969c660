import type { Composition } from '../../compose.ts';
import { wantsLines } from '../../ui/wants-lines.ts';
import { commands } from '../commands.ts';
import { type CommandContext, terminalOf } from '../context.ts';
import { valuesOf } from '../inputs.ts';
import { noSuchCommand } from '../no-such-command.ts';
import { setup } from './setup.ts';
import { status } from './status.ts';

/** Bare `keyturn`: the guided setup when nothing is watched yet, else the watch. Without a terminal: status. */
export async function home(context: CommandContext, stray: string | undefined): Promise<number> {
  if (stray !== undefined) throw noSuchCommand([stray]);
  if (!context.canAsk) return status(context, valuesOf(commands.status.inputs));
  const composition = await context.compose();
  if (!(await isAnythingWatched(composition))) return setup(context, valuesOf(commands.setup.inputs));
  return wantsLines({ isScreenReader: context.flags.screenReader === true, env: context.env })
    ? inLines(context)
    : onScreen(context, composition);
}

async function onScreen(context: CommandContext, composition: Composition): Promise<number> {
  const [{ runWatch }, { createWatchDesk }] = await Promise.all([
    import('../../ui/run-watch.tsx'),
    import('../watch-desk.ts'),
  ]);
  const parts = await createWatchDesk(composition, context);
  const outcome = await runWatch({ ...parts, isPractice: composition.isPractice, ...terminalOf(context) });
  return outcome === 'closed' ? 0 : 130;
}

/** For those who hear the screen: plain text, and the commands that do the rest. */
async function inLines(context: CommandContext): Promise<number> {
  await status(context, valuesOf(commands.status.inputs));
  context.output.line(
    'Next: `keyturn setup` for another app · `keyturn watch <app>` · `keyturn history` · `keyturn --help`',
  );
  return 0;
}

/** Looks for the state's file first: on a fresh machine the first screen needs no database. */
async function isAnythingWatched(composition: Composition): Promise<boolean> {
  if (!(await composition.hasState())) return false;
  const state = await composition.state();
  return (await state.apps.list()).length > 0;
}
