import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';

/** The app as the state has it now. @throws AppNotWatched */
export async function stillWatched(state: State, { orgId, app, consumerId }: WatchedApp): Promise<WatchedApp> {
  const watched = await state.apps.find(orgId, app, consumerId);
  if (watched) return watched;
  throw reason('AppNotWatched', { app, known: [] });
}
