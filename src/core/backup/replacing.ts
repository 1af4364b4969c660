import type { State } from '../ports/ports.ts';
import { isStateFault } from '../reasons/errors.ts';
import { withAllLeases } from '../store-move/all-leases.ts';

/** A state that is about to be replaced, as far as it can be read. */
export interface OldState {
  readonly seals: State['seals'] | null;
  close(): void;
}

export const noOld: OldState = { seals: null, close: () => undefined };

/**
 * Replaces a state while no process works on credentials with it. A process that works on something else with it ends at its next
 * change (StateReplaced).
 * @param openOld opens the state that is replaced
 * @param work gets that state, as far as it was opened, and closes it: Windows renames no open file
 * @throws AnotherAtWork
 */
export async function replacing<Value>(
  openOld: () => Promise<Pick<State, 'apps' | 'leases' | 'seals' | 'close'>>,
  work: (old: OldState) => Promise<Value>,
): Promise<Value> {
  let known: OldState = noOld;
  let hasBegun = false;
  const begun = () => {
    hasBegun = true;
    return work(known);
  };
  try {
    const old = await openOld();
    known = { seals: old.seals, close: old.close };
    return await withAllLeases(old, begun, { isAlone: true });
  } catch (error) {
    // A state that can't be used is one reason for a restore.
    if (hasBegun || !isStateFault(error)) throw error;
    return begun();
  }
}
