import { withAuthors } from '../acts/author.ts';
import type { Rechecks } from '../acts/target-tests.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { inParallel } from '../plain/in-parallel.ts';
import type { Clock, Incidents, SalesforceOrg, SecretStore, State } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { lookingAtApps } from '../words/unseen.ts';
import { type Checked, checkApp } from './check.ts';
import { lookAtOrg } from './org-look.ts';

/** Orgs in parallel. More would only wait for this computer. */
export const orgsAtOnce = 4;
/** Apps of an org that are checked together. Their leases are held until all of them are checked. */
const appsAtOnce = 200;

export interface CheckAppsPorts {
  readonly state: State;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The sign-in for an app. */
  readonly orgNameOf: (app: WatchedApp) => string;
  readonly openOrg: (name: string) => Promise<SalesforceOrg>;
  readonly deliveries: Rechecks;
  /** Finds containments that the state couldn't record; missing without a look at them. */
  readonly incidents?: Pick<Incidents, 'keptRecords'>;
  readonly testEveryMs?: number;
  readonly storeOf: (app: WatchedApp) => Promise<SecretStore>;
}

export type CheckOutcome = { readonly checked: Checked } | { readonly failure: KeyturnError };

/**
 * Checks apps of any orgs: orgs in parallel, and the apps of an org together. Outcomes keep the order of the apps. A failure of
 * one app doesn't stop the others.
 * @throws Interrupted, and unexpected errors once all other apps are done
 */
export async function checkApps(ports: CheckAppsPorts, apps: readonly WatchedApp[]): Promise<readonly CheckOutcome[]> {
  const outcomes = new Map<WatchedApp, PromiseSettledResult<Checked>>();
  const byOrg = [...Map.groupBy(apps, ports.orgNameOf)];
  await inParallel(byOrg, orgsAtOnce, async ([name, ofOrg]) => {
    for (let at = 0; at < ofOrg.length && !ports.signal.aborted; at += appsAtOnce) {
      const some = ofOrg.slice(at, at + appsAtOnce);
      const found = await checkTogether(ports, name, some);
      for (const [index, app] of some.entries()) if (found[index]) outcomes.set(app, found[index]);
    }
  });
  if (ports.signal.aborted) throw reason('Interrupted', { doing: lookingAtApps, command: 'check' });
  return apps.flatMap((app) => outcomes.get(app) ?? []).map(outcomeOf);
}

async function checkTogether(ports: CheckAppsPorts, orgName: string, apps: readonly WatchedApp[]) {
  const opened = ports.openOrg(orgName).then((org) => ({ org, look: lookAtOrg({ ...ports, org }, apps) }));
  const found = await Promise.allSettled(
    apps.map(async (app) => {
      const { org, look } = await opened;
      return checkApp({ ...ports, org, openStore: () => ports.storeOf(app) }, app, look);
    }),
  );
  const slots = found.map((one) => (one.status === 'fulfilled' ? one.value.slot : null));
  if (slots.every((slot) => slot === null) || ports.signal.aborted) return found;
  const named = await withAuthors((await opened).org, slots);
  return found.map((one, index) =>
    one.status === 'fulfilled' ? { ...one, value: { ...one.value, slot: named[index] ?? null } } : one,
  );
}

function outcomeOf(result: PromiseSettledResult<Checked>): CheckOutcome {
  if (result.status === 'fulfilled') return { checked: result.value };
  if (isKeyturnError(result.reason)) return { failure: result.reason };
  throw result.reason;
}
