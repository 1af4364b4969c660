import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keyturnHome, productFolder } from '../core/adapters/home.ts';
import { openState } from '../core/adapters/state/open-state.ts';
import { systemClock } from '../core/adapters/system-clock.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';

/** The apps that keyturn watches in real orgs, or in the practice org. Reads that state only, and asks no org. */
export async function watchedIn(
  env: Readonly<Record<string, string | undefined>>,
  isPractice: boolean,
): Promise<readonly WatchedApp[]> {
  const folder = productFolder(keyturnHome(env), isPractice);
  if (!existsSync(join(folder, 'state.db'))) return [];
  const appSettings = async () => ({ apps: {}, isHeld: false });
  const state = await openState({ folder, clock: systemClock(), actor: '', appSettings });
  try {
    return await state.apps.list();
  } finally {
    state.close();
  }
}
