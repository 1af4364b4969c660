import type { WatchedApp } from '../core/model/watched-app.ts';
import { isSameId } from '../core/plain/ids.ts';
import type { SignIn } from '../core/ports/ports.ts';
import type { TickPorts } from './tick-ports.ts';

/** What decides which work of an app is due, and which notices; null if the app is no longer watched. */
export async function factsOf(
  { operate, settings }: TickPorts,
  { orgId, app, consumerId }: Pick<WatchedApp, 'orgId' | 'app' | 'consumerId'>,
) {
  const { state, clock } = operate;
  const [found, rotation] = await Promise.all([
    state.due.find({ orgId, app, consumerId }),
    state.rotations.latest(orgId, consumerId),
  ]);
  if (!found) return null;
  const { watched } = found;
  return {
    watched,
    touched: found,
    rotation,
    window: settings.windowOf(watched),
    stageAheadDays: settings.stageAheadDays,
    checkEveryMs: settings.checkEveryMs,
    contacts: settings.contacts ?? {},
    now: clock.now(),
  };
}

/** The sign-in of the app. An alias may point to a different org now. */
export function signInOf({ org, orgId }: WatchedApp, signIns: readonly SignIn[]): SignIn | undefined {
  return signIns.find((one) => (one.username === org || one.aliases.includes(org)) && isSameId(one.orgId, orgId));
}
