import { findWatched } from '../core/model/find-watched.ts';
import type { CommandContext } from './context.ts';

/** Opens the state and finds one watched app, without asking the org. @throws AppNotWatched and what `findWatched` throws */
export async function openApp(context: CommandContext, name: string) {
  const composition = await context.compose();
  const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
  const watched = findWatched(await state.apps.list(), name, context.flags.consumer);
  return { composition, state, clock, watched };
}
