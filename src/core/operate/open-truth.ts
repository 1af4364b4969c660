import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { withTruth } from '../words/safety.ts';

/**
 * What stops a command before its run goes on says of the integration what is usually so. While an emergency is open its record
 * knows better.
 */
export async function withOpenTruth<Value>(
  { rotations }: Pick<State, 'rotations'>,
  { orgId, consumerId }: Pick<WatchedApp, 'orgId' | 'consumerId'>,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    // That one was told of the open run itself.
    if (!isKeyturnError(error) || error.code === 'RotationUnderWay') throw error;
    const open = await rotations.open(orgId, consumerId);
    throw open?.emergency ? withTruth({ rotation: open, hasTouched: true }, error) : error;
  }
}
