import type { Composition } from '../compose.ts';
import { checkSelfIfDue } from '../core/watch/self-check.ts';

/** Where the daemon runs, in a process of its own: looks what can be used there, and keeps it. Never fails a tick. */
export async function checkInside(composition: Composition, signal: AbortSignal): Promise<void> {
  try {
    const [state, clock, stores, signIns] = await Promise.all([
      composition.state(),
      composition.clock(),
      composition.stores(),
      composition.signIns(),
    ]);
    await checkSelfIfDue({
      state,
      clock,
      chosen: stores.chosen(),
      openStore: (kind) => stores.open(kind),
      openOrg: (name) => signIns.open(name, { signal }),
    });
  } catch {
    // What is in the way of this is in the way of the tick, too, which tells it.
  }
}
