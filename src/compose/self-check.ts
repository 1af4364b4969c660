import type { Composition } from '../compose.ts';
import { checkSelfIfDue } from '../core/watch/self-check.ts';

/** Checks what the daemon can use in its environment, and stores the result. Never throws. */
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
    // The tick itself reports the same problem.
  }
}
