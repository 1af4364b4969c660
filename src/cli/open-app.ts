import { findWatched } from '../core/model/find-watched.ts';
import type { CommandContext } from './context.ts';

/** What a command about one watched app begins with, when it asks no org. @throws AppNotWatched and its like */
export async function openApp(context: CommandContext, name: string) {
  const composition = await context.compose();
  const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
  const watched = findWatched(await state.apps.list(), name, context.flags.consumer);
  return { composition, state, clock, watched };
}
