import { isKeyturnError, reason } from '../errors.ts';
import type { StagedPair } from '../external-client-app/model.ts';
import type { SalesforceOrg } from '../ports.ts';
import { plainText } from '../text.ts';
import type { WatchedApp } from './watched-app.ts';

/**
 * Whom the ids that are watched lead to now. A refresh copies production over a sandbox: names stay; the org's id, the ids of
 * apps and their pairs may be other ones, not always all of them.
 */
export interface Identity {
  readonly orgId: string;
  /** null where it was not asked for, as the pair is a known one, or can't be seen. */
  readonly isSandbox: boolean | null;
  /** Consumer key of the app of the same name, where the ids lead to none; null for none. */
  readonly namesakeKey: string | null;
  /** The pair that is watched is the former one of its consumer; null where that can't be seen. */
  readonly isFormer: boolean | null;
}

export interface Seen {
  /** Consumer key of the primary pair; null when the app or its consumer is gone. */
  readonly primaryKey: string | null;
  /** Consumer keys that our own rotation may have made primary. */
  readonly knownKeys: ReadonlySet<string>;
}

export function isSameOrg(one: string, other: string): boolean {
  return one.slice(0, 15) === other.slice(0, 15);
}

/** A sandbox has another id after a refresh, and its address of before; any other org is not the one that is watched. @throws UsageInvalid */
export function mustBeWatchedOrg(org: SalesforceOrg, watched: WatchedApp): void {
  if (isSameOrg(org.orgId, watched.orgId)) return;
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
  if (isSameOrg(orgId, watched.orgId) && isKnown(watched, seen)) {
    return { orgId, isSandbox: null, namesakeKey: null, isFormer };
  }
  const [facts, namesakeKey] = await Promise.all([
    org.facts().catch(unseen),
    seen.primaryKey === null ? namesakeIn(org, watched).catch(unseen) : null,
  ]);
  return { orgId, isSandbox: facts?.isSandbox ?? null, namesakeKey, isFormer };
}

/** Whether the sandbox was refreshed, by whichever of its signs is there. */
export function isRefreshed(watched: WatchedApp, seen: Seen, identity: Identity): boolean {
  if (!isSameOrg(identity.orgId, watched.orgId)) return true;
  if (identity.isSandbox !== true || isKnown(watched, seen)) return false;
  if (seen.primaryKey === null) return identity.namesakeKey !== null;
  // Whoever replaces a pair leaves the former one beside it, and an org what it was.
  return identity.isFormer === false || !watched.isSandbox;
}

function isKnown({ consumerKey }: WatchedApp, { primaryKey, knownKeys }: Seen): boolean {
  return primaryKey !== null && (primaryKey === consumerKey || knownKeys.has(primaryKey));
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
