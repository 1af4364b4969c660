import { type Identity, isKnown, type Seen } from '../drift/sandbox-refresh.ts';
import type { StagedPair } from '../model/app.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import { plainText } from '../plain/text.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';

/** A sandbox has another id after a refresh, and its address of before; any other org is not the one that is watched. @throws UsageInvalid */
export function mustBeWatchedOrg(org: SalesforceOrg, watched: WatchedApp): void {
  if (isSameId(org.orgId, watched.orgId)) return;
  if (watched.isSandbox && hostOf(org.instanceUrl) === hostOf(watched.instanceUrl)) return;
  const there = plainText(watched.orgName, 80);
  throw reason('UsageInvalid', {
    problem: `${watched.app} is watched in ${there} (${watched.orgId}), and ${org.name} is signed in to another org now`,
  });
}

/** Looks closer only where something is strange. */
export async function identityOf(
  org: SalesforceOrg,
  watched: WatchedApp,
  { slot, ...seen }: Seen & { readonly slot: readonly StagedPair[] | null },
): Promise<Identity> {
  const { orgId } = org;
  const isFormer = slot && formerIn(slot, watched.consumerKey);
  if (isSameId(orgId, watched.orgId) && isKnown(watched, seen)) {
    return { orgId, isSandbox: null, namesakeKey: null, isFormer };
  }
  const [facts, namesakeKey] = await Promise.all([
    org.facts().catch(unseen),
    seen.primaryKey === null ? namesakeIn(org, watched).catch(unseen) : null,
  ]);
  return { orgId, isSandbox: facts?.isSandbox ?? null, namesakeKey, isFormer };
}

function formerIn(slot: readonly StagedPair[], key: string): boolean | null {
  if (slot.some(({ consumerKey }) => consumerKey === key)) return true;
  return slot.some(({ consumerKey }) => consumerKey === null) ? null : false;
}

async function namesakeIn(org: SalesforceOrg, { app }: WatchedApp): Promise<string | null> {
  const found = (await org.apps.list()).find(({ developerName }) => developerName === app);
  if (!found?.id) return null;
  const [consumer] = await org.apps.consumers(found.id);
  return consumer?.consumerKey ?? null;
}

function unseen(error: unknown): null {
  if (!isKeyturnError(error) || error.retryable) throw error;
  return null;
}

function hostOf(url: string): string {
  return URL.parse(url)?.host.toLowerCase() ?? url;
}
