import { reason } from '../../core/errors.ts';
import type { Action } from '../context.ts';
import { setup } from './setup.ts';
import { status } from './status.ts';

/** Bare `keyturn`: the guided setup when nothing is watched yet, else how things stand. Without a terminal: status. */
export const home: Action = async (context, args, options) => {
  const [stray] = args;
  if (stray !== undefined) throw reason('UsageInvalid', { problem: `There is no command ${stray}` });
  if (!context.canAsk) return status(context, [], options);
  if (!(await isAnythingWatched(context))) return setup(context, [], options);
  await status(context, [], options);
  context.output.line(
    'Next: `keyturn setup` for another app · `keyturn watch <app>` · `keyturn history` · `keyturn --help`',
  );
  return 0;
};

/** Looks for the state's file first: on a fresh machine the first screen needs no database. */
async function isAnythingWatched(context: Parameters<Action>[0]): Promise<boolean> {
  const composition = await context.compose();
  if (!(await composition.hasState())) return false;
  const state = await composition.state();
  return (await state.apps.list()).length > 0;
}
