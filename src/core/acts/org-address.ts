import type { JournalAction } from '../model/journal.ts';
import type { StoredApp, WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import { hostKind, hostOf, isSameHost } from '../plain/org-host.ts';
import type { Journal, SalesforceOrg, State } from '../ports/ports.ts';
import { isAnothers, reason } from '../reasons/errors.ts';
import { withConsumerLease } from './consumer-lease.ts';
import { noted } from './noted.ts';

type Address = Pick<SalesforceOrg, 'instanceUrl' | 'allowedHost'>;

/**
 * Whether the sign-in leads to another host than the one at which the app is watched. An earlier version compared no
 * addresses: what it watched may already be at another host of Salesforce.
 */
export function hasMoved(org: Pick<SalesforceOrg, 'instanceUrl'>, watched: WatchedApp): boolean {
  return !isSameHost(org.instanceUrl, watched.instanceUrl) && !isFirstSeen(org, watched);
}

function isFirstSeen({ instanceUrl }: Pick<SalesforceOrg, 'instanceUrl'>, watched: WatchedApp): boolean {
  const url = URL.parse(instanceUrl);
  return watched.isAddressChosen === undefined && url !== null && hostKind(url) === 'salesforce';
}

/** Only an emergency and a check go on at another address before a person accepts it. @throws HostChanged */
export function mustBeAtHome(org: SalesforceOrg, watched: WatchedApp): void {
  if (!hasMoved(org, watched)) return;
  const [from, to] = [hostOf(watched.instanceUrl), hostOf(org.instanceUrl)];
  throw reason('HostChanged', { app: watched.app, org: org.name, from, to });
}

/** The address to keep with an app. A host that was allowed before stays allowed. */
export function addressToKeep(
  { instanceUrl, allowedHost }: Address,
  before: Pick<WatchedApp, 'instanceUrl' | 'allowedHost'> | null,
): Pick<StoredApp, 'instanceUrl' | 'allowedHost' | 'isAddressChosen'> {
  const known = before && isSameHost(before.instanceUrl, instanceUrl) ? before.allowedHost : undefined;
  const allowed = allowedHost ?? known;
  return { instanceUrl, isAddressChosen: true, ...(allowed === undefined ? {} : { allowedHost: allowed }) };
}

/**
 * A person accepts the address of an org: it is kept with every watched app of the org, and recorded for each. An app that
 * another process works on keeps its address, and is reported again.
 */
export async function acceptAddress(
  state: State,
  org: SalesforceOrg,
  action: Extract<JournalAction, 'allow-host' | 'accept-host'>,
): Promise<void> {
  const apps = (await state.apps.list()).filter((app) => isSameId(app.orgId, org.orgId) && isOther(org, app));
  for (const app of apps) {
    await withConsumerLease(state, app, () => accept(state, org, { app, action })).catch((error: unknown) => {
      if (!isAnothers(error)) throw error;
    });
  }
}

/** Records that a person allowed the host of an app that is watched from now on. */
export async function noteAllowed(
  journal: Pick<Journal, 'append'>,
  app: Pick<StoredApp, 'orgId' | 'org' | 'app' | 'instanceUrl' | 'allowedHost'>,
  before: WatchedApp | null,
): Promise<void> {
  if (app.allowedHost === undefined || app.allowedHost === before?.allowedHost) return;
  const from = before && hostOf(before.instanceUrl);
  await noted(journal, app, 'allow-host', { from, to: hostOf(app.instanceUrl) });
}

function isOther(org: SalesforceOrg, app: WatchedApp): boolean {
  return hasMoved(org, app) || (org.allowedHost !== undefined && app.allowedHost !== org.allowedHost);
}

async function accept(
  state: State,
  org: SalesforceOrg,
  { app, action }: { readonly app: WatchedApp; readonly action: 'allow-host' | 'accept-host' },
): Promise<void> {
  const before = await state.apps.find(app.orgId, app.app, app.consumerId);
  if (!before) return;
  const { allowedHost: _former, lastCheck, ...rest } = before;
  const seen = lastCheck && { ...lastCheck, drift: lastCheck.drift.filter(({ kind }) => kind !== 'host-changed') };
  await state.apps.save({ ...rest, ...addressToKeep(org, before), lastCheck: seen });
  const [from, to] = [hostOf(before.instanceUrl), hostOf(org.instanceUrl)];
  await noted(state.journal, before, action, { from, to });
}
