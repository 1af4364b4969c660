import { keyturnHome, productFolder } from '../core/adapters/home.ts';
import { openState } from '../core/adapters/state/open-state.ts';
import { hadState } from '../core/adapters/state/set-aside.ts';
import { systemClock } from '../core/adapters/system-clock.ts';
import type { Abandoned } from '../core/model/left-off.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import type { State } from '../core/ports/ports.ts';
import { leftOff } from '../core/status/left-off.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The apps that keyturn watches in real orgs, or in the practice org. Reads that state only, and asks no org. */
export function watchedIn(env: Environment, isPractice: boolean): Promise<readonly WatchedApp[]> {
  return fromState(env, isPractice, ({ apps }) => apps.list());
}

/** What abandoned emergencies left off there. */
export function leftOffIn(env: Environment, isPractice: boolean): Promise<readonly Abandoned[]> {
  return fromState(env, isPractice, async ({ apps, rotations }) =>
    leftOff(await rotations.newest(), await apps.list()),
  );
}

async function fromState<Value>(
  env: Environment,
  isPractice: boolean,
  read: (state: State) => Promise<readonly Value[]>,
): Promise<readonly Value[]> {
  const folder = productFolder(keyturnHome(env), isPractice);
  if (!hadState(folder)) return [];
  const appSettings = async () => ({ apps: {}, isHeld: false });
  const state = await openState({ folder, clock: systemClock(), actor: '', appSettings });
  try {
    return await read(state);
  } finally {
    state.close();
  }
}
