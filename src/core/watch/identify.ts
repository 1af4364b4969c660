import { seen } from '../acts/seen.ts';
import { type Identity, isKnown, type Seen } from '../drift/sandbox-refresh.ts';
import type { StagedPair } from '../model/app.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import { isSameHost } from '../plain/org-host.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { otherOrgWords } from '../words/other-org.ts';
import type { OrgLook } from './org-look.ts';

/** A refreshed sandbox has a new org id and the same address. Any other id is a different org. @throws UsageInvalid */
export function mustBeWatchedOrg(org: SalesforceOrg, watched: WatchedApp): void {
  if (isSameId(org.orgId, watched.orgId)) return;
  if (watched.isSandbox && isSameHost(org.instanceUrl, watched.instanceUrl)) return;
  throw reason('UsageInvalid', { problem: otherOrgWords(watched, org.name) });
}

/** The org itself says which one it is; the file of a sign-in only claims it. @throws UsageInvalid */
export async function mustBeSameOrg(
  { org, facts }: Pick<OrgLook, 'org' | 'facts'>,
  watched: WatchedApp,
): Promise<void> {
  const { id } = await facts();
  if (!isSameId(id, watched.orgId)) throw reason('UsageInvalid', { problem: otherOrgWords(watched, org.name) });
}

/** Asks the org for more facts only if the key is unknown or the org id differs. */
export async function identityOf(
  look: Pick<OrgLook, 'org' | 'facts' | 'apps'>,
  watched: WatchedApp,
  { slot, ...sight }: Seen & { readonly slot: readonly StagedPair[] | null },
): Promise<Identity> {
  const { orgId } = look.org;
  const isFormer = slot && formerIn(slot, watched.consumerKey);
  if (isSameId(orgId, watched.orgId) && isKnown(watched, sight)) {
    return { orgId, isSandbox: null, namesakeKey: null, isFormer };
  }
  const [facts, namesakeKey] = await Promise.all([
    seen(look.facts(), null, [], 'throw'),
    sight.primaryKey === null ? seen(namesakeIn(look, watched), null, [], 'throw') : null,
  ]);
  return { orgId, isSandbox: facts?.isSandbox ?? null, namesakeKey, isFormer };
}

function formerIn(slot: readonly StagedPair[], key: string): boolean | null {
  if (slot.some(({ consumerKey }) => consumerKey === key)) return true;
  return slot.some(({ consumerKey }) => consumerKey === null) ? null : false;
}

async function namesakeIn({ org, apps }: Pick<OrgLook, 'org' | 'apps'>, { app }: WatchedApp): Promise<string | null> {
  const found = (await apps()).find(({ developerName }) => developerName === app);
  if (!found?.id) return null;
  const [consumer] = await org.apps.consumers(found.id);
  return consumer?.consumerKey ?? null;
}
