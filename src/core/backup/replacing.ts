import type { State } from '../ports/ports.ts';
import { isStateFault } from '../reasons/errors.ts';
import { withAllLeases } from '../store-move/all-leases.ts';

/**
 * Replaces a state while no process works on credentials with it. A process that works on something else with it ends at its next
 * change (StateReplaced).
 * @param openOld opens the state that is replaced
 * @param work gets what closes that state, as far as it was opened: Windows renames no open file
 * @throws AnotherAtWork
 */
export async function replacing<Value>(
  openOld: () => Promise<Pick<State, 'apps' | 'leases' | 'close'>>,
  work: (closeOld: () => void) => Promise<Value>,
): Promise<Value> {
  let closeOld: () => void = () => undefined;
  let hasBegun = false;
  const begun = () => {
    hasBegun = true;
    return work(closeOld);
  };
  try {
    const old = await openOld();
    closeOld = old.close;
    return await withAllLeases(old, begun, { isAlone: true });
  } catch (error) {
    // A state that can't be used is one reason for a restore.
    if (hasBegun || !isStateFault(error)) throw error;
    return begun();
  }
}
