import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { isGone, withTruth } from '../words/safety.ts';

/**
 * An error before the run continues has the catalogue's sentence about integrations. If an emergency is open, this replaces it
 * with the facts of the emergency. If the app is gone, the command to leave it names the open run, too.
 */
export async function withOpenTruth<Value>(
  { rotations }: Pick<State, 'rotations'>,
  { orgId, consumerId, executionUser }: Pick<WatchedApp, 'orgId' | 'consumerId' | 'executionUser'>,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    // This error already describes the open run.
    if (!isKeyturnError(error) || error.code === 'RotationUnderWay') throw error;
    const open = await rotations.open(orgId, consumerId);
    if (!open || (!open.emergency && !isGone(error))) throw error;
    const user = executionUser?.username ?? null;
    throw withTruth({ rotation: open, hasTouched: open.emergency !== null, user }, error);
  }
}
