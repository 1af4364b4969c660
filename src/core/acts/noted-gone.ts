import { driftOf, goneSight } from '../drift/drift.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { hostOf } from '../plain/org-host.ts';
import type { Clock, SalesforceOrg, State } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { withTruth } from '../words/safety.ts';
import { withConsumerLease } from './consumer-lease.ts';
import { identityOf } from './identity.ts';
import { hasMoved } from './org-address.ts';
import { clockGap } from './org-clock.ts';
import { goneError } from './watched-gone.ts';

interface Ports {
  readonly state: Pick<State, 'apps' | 'rotations'>;
  readonly clock: Clock;
}

/**
 * The org, for work on a watched app whose lease is held. If the org turns out to have lost the app or its OAuth consumer, that is
 * saved as a check saves it, so that every command knows of it from then on.
 */
export function notingGone(org: SalesforceOrg, ports: Ports, watched: WatchedApp): SalesforceOrg {
  const consumers: SalesforceOrg['apps']['consumers'] = async (appId) => {
    const asked = org.apps.consumers(appId);
    if (appId !== watched.appId) return asked;
    try {
      const found = await asked;
      if (!found.some(({ id }) => id === watched.consumerId)) await saveGone(org, ports, watched);
      return found;
    } catch (error) {
      if (isKeyturnError(error) && error.code === 'AppUnknown') await saveGone(org, ports, watched);
      throw error;
    }
  };
  return { ...org, apps: { ...org.apps, consumers } };
}

/** The same for a watched app that the org's list of apps lacks, unless another process works on it. */
export async function noteMissing(
  org: SalesforceOrg,
  ports: Ports & { readonly state: Pick<State, 'apps' | 'leases' | 'rotations'> },
  watched: WatchedApp,
): Promise<void> {
  try {
    await withConsumerLease(ports.state, watched, () => saveGone(org, ports, watched));
  } catch (error) {
    if (!isKeyturnError(error) || error.exitCode === 130) throw error;
  }
}

/**
 * The error of a search for an app of an org. If the app is watched, and the org no longer has it, the error says what that means
 * for access.
 */
export async function ofMissing(
  error: unknown,
  name: string,
  org: SalesforceOrg,
  ports: Ports & { readonly state: Pick<State, 'apps' | 'leases' | 'rotations'> },
): Promise<unknown> {
  if (!isKeyturnError(error) || error.code !== 'AppUnknown') return error;
  const isIt = ({ orgId, app }: WatchedApp) => orgId === org.orgId && app.toLowerCase() === name.toLowerCase();
  const lost = (await ports.state.apps.list()).filter(isIt);
  const [first] = lost;
  if (!first) return error;
  for (const watched of lost) await noteMissing(org, ports, watched);
  const gone = goneError({ app: first.app, org: org.name }, error);
  const open = await ports.state.rotations.open(first.orgId, first.consumerId);
  const user = first.executionUser?.username ?? null;
  return open ? withTruth({ rotation: open, hasTouched: open.emergency !== null, user }, gone) : gone;
}

/** What the org doesn't say, or the state can't take, is left to the next check. */
async function saveGone(org: SalesforceOrg, { state, clock }: Ports, given: WatchedApp): Promise<void> {
  try {
    const watched = await state.apps.find(given.orgId, given.app, given.consumerId);
    if (!watched || watched.decommission || !(await isStillGone(org, watched))) return;
    const knownKeys: ReadonlySet<string> = new Set();
    const look = { org, facts: () => org.facts(), apps: () => org.apps.list() };
    const identity = await identityOf(look, watched, { primaryKey: null, slot: null, knownKeys });
    const host = hasMoved(org, watched) ? hostOf(org.instanceUrl) : null;
    const now = clock.now();
    const hasRun = (await state.rotations.open(watched.orgId, watched.consumerId)) !== null;
    const drift = driftOf(watched, goneSight, { now, knownKeys, identity, containedBy: null, host, hasRun });
    const gap = clockGap(org);
    await state.apps.save({ ...watched, lastCheck: { at: now, drift, ...(gap === 0 ? {} : { aheadMs: gap }) } });
  } catch (error) {
    if (!isKeyturnError(error) || error.exitCode === 130) throw error;
  }
}

/** Orgs have answered wrongly once, and what is saved is said from then on. */
async function isStillGone({ apps }: SalesforceOrg, { appId, consumerId }: WatchedApp): Promise<boolean> {
  try {
    return !(await apps.consumers(appId)).some(({ id }) => id === consumerId);
  } catch (error) {
    if (isKeyturnError(error) && error.code === 'AppUnknown') return true;
    throw error;
  }
}
