import { acceptAddress, hasMoved } from '../acts/org-address.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { once } from '../plain/once.ts';
import { hostOf } from '../plain/org-host.ts';
import type { SalesforceOrg, State } from '../ports/ports.ts';
import { mustBeSameOrg } from './identify.ts';

export interface AcceptPorts {
  readonly state: State;
  readonly openOrg: (name: string) => Promise<SalesforceOrg>;
  /** The sign-in for an app. */
  readonly orgNameOf: (app: WatchedApp) => string;
}

/**
 * Accepts the addresses to which the sign-ins of these apps lead now, after each org has said that it is still the same one.
 * @returns what was accepted
 * @throws UsageInvalid for a different org
 */
export async function acceptAddresses(
  { state, openOrg, orgNameOf }: AcceptPorts,
  apps: readonly WatchedApp[],
): Promise<readonly { readonly org: string; readonly from: string; readonly to: string }[]> {
  const accepted = [];
  for (const [name, ofOrg] of Map.groupBy(apps, orgNameOf)) {
    const org = await openOrg(name);
    const moved = ofOrg.filter((app) => hasMoved(org, app));
    const facts = once(() => org.facts());
    for (const app of moved) await mustBeSameOrg({ org, facts }, app);
    const [first] = moved;
    if (!first) continue;
    await acceptAddress(state, org, 'accept-host');
    accepted.push({ org: name, from: hostOf(first.instanceUrl), to: hostOf(org.instanceUrl) });
  }
  return accepted;
}
