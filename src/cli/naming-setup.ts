import type { Composition } from '../compose.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';
import { unfinishedSetupLine } from '../core/reasons/setup-words.ts';

interface Call {
  /** The app as it was typed. */
  readonly app: string | null;
  readonly opened: readonly Composition[];
}

/** An app that isn't watched may have a setup that isn't finished: then the error names the command that continues it. */
export async function namingSetup(error: unknown, { app, opened: [composition] }: Call): Promise<unknown> {
  if (!isKeyturnError(error) || error.code !== 'AppNotWatched' || app === null || !composition) return error;
  const { setupsCalled, unfinishedSetups } = await import('../core/status/unfinished-setups.ts');
  const [setup] = setupsCalled(await unfinishedSetups(await composition.state()), app);
  return setup ? error.withAction(unfinishedSetupLine(setup)) : error;
}
