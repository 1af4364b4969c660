import { appInOrg } from '../acts/consumer-lease.ts';
import { sealLease } from '../acts/seal-trail.ts';
import { rotationLease } from '../model/rotation-lease.ts';
import { storeLease } from '../model/store-lease.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Lease, State } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { channelSecretsLease } from '../reminders/channel-route.ts';
import { leaseHolders } from '../words/state-problems.ts';
import { theStore } from '../words/store-move.ts';

/**
 * Holds all leases during `work`, so that no run, check, setup or other move touches stored credentials. `work` gets the apps
 * as read while holding the leases.
 * @param isAlone whether nothing may be at work on an app that the state doesn't know either, such as a setup, a first `watch`, or an
 *   emergency
 * @throws AnotherAtWork
 */
export async function withAllLeases<Value>(
  state: Pick<State, 'apps' | 'leases'>,
  work: (apps: readonly WatchedApp[]) => Promise<Value>,
  { isAlone = false } = {},
): Promise<Value> {
  const held: Lease[] = [];
  const hold = async (name: string, what: string) => void held.push(await state.leases.acquire(name, what));
  try {
    await hold(storeLease, theStore);
    await hold(channelSecretsLease, theStore);
    await hold(sealLease, theStore);
    const names = new Map(
      (await state.apps.list()).flatMap((app) => leasesOf(app).map((name) => [name, appInOrg(app)])),
    );
    for (const [name, what] of names) await hold(name, what);
    if (isAlone) await mustBeAlone(state, held);
    return await state.leases.guarding(
      () => held,
      async () => work(await state.apps.list()),
    );
  } finally {
    for (const lease of held.reverse()) await lease.release();
  }
}

const ofApps = /^(app|rotation|secret-access) /;

/** @throws AnotherAtWork */
async function mustBeAlone({ leases }: Pick<State, 'leases'>, held: readonly Lease[]): Promise<void> {
  const ours = new Set(held.map(({ name }) => name));
  for (const [name, { pid, host }] of await leases.holders()) {
    if (ofApps.test(name) && !ours.has(name))
      throw reason('AnotherAtWork', { what: theStore, holder: leaseHolders.process(pid, host) });
  }
}

/** A setup locks the app from its deploy on. Work on credentials locks the OAuth consumer. */
function leasesOf(app: WatchedApp): readonly string[] {
  return [`app ${app.orgId} ${app.app}`, rotationLease(app)];
}
