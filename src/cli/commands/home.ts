import { closest } from '../../core/closest.ts';
import { reason } from '../../core/errors.ts';
import { plainText } from '../../core/text.ts';
import type { Action } from '../context.ts';
import { setup } from './setup.ts';
import { status } from './status.ts';

const commandNames = [
  ...['setup', 'status', 'audit', 'check', 'stage', 'rotate', 'retire', 'discard', 'handed-over', 'resume'],
  ...['watch', 'unwatch', 'history', 'reveal', 'doctor', 'practice'],
];

/** Bare `keyturn`: the guided setup when nothing is watched yet, else how things stand. Without a terminal: status. */
export const home: Action = async (context, args, options) => {
  const [stray] = args;
  if (stray !== undefined) throw noSuchCommand(stray);
  if (!context.canAsk) return status(context, [], options);
  if (!(await isAnythingWatched(context))) return setup(context, [], options);
  await status(context, [], options);
  context.output.line(
    'Next: `keyturn setup` for another app · `keyturn watch <app>` · `keyturn history` · `keyturn --help`',
  );
  return 0;
};

function noSuchCommand(name: string) {
  const near = closest(name, commandNames);
  const hint = near === null ? '' : `; did you mean ${near}?`;
  return reason('UsageInvalid', { problem: `There is no command ${plainText(name, 40)}${hint}` });
}

/** Looks for the state's file first: on a fresh machine the first screen needs no database. */
async function isAnythingWatched(context: Parameters<Action>[0]): Promise<boolean> {
  const composition = await context.compose();
  if (!(await composition.hasState())) return false;
  const state = await composition.state();
  return (await state.apps.list()).length > 0;
}
