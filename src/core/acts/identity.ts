import { type Identity, isKnown, type Seen } from '../drift/sandbox-refresh.ts';
import type { AppSummary, StagedPair } from '../model/app.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import type { OrgFacts, SalesforceOrg } from '../ports/ports.ts';
import { seen } from './seen.ts';

/** An org, and what it says of itself and its apps. */
interface Looking {
  readonly org: Pick<SalesforceOrg, 'orgId'> & { readonly apps: Pick<SalesforceOrg['apps'], 'consumers'> };
  readonly facts: () => Promise<Pick<OrgFacts, 'isSandbox'>>;
  readonly apps: () => Promise<readonly AppSummary[]>;
}

/** Asks the org for more facts only if the key is unknown or the org id differs. */
export async function identityOf(
  look: Looking,
  watched: WatchedApp,
  { slot, ...sight }: Seen & { readonly slot: readonly StagedPair[] | null },
): Promise<Identity> {
  const { orgId } = look.org;
  const isFormer = slot && formerIn(slot, watched.consumerKey);
  const isSameOrg = isSameId(orgId, watched.orgId);
  if (isSameOrg && isKnown(watched, sight)) return { orgId, isSandbox: null, namesakeKey: null, isFormer };
  const isSandbox = (await seen(look.facts(), null, [], 'throw'))?.isSandbox ?? null;
  const mayBeCopied = sight.primaryKey === null && (!isSameOrg || isSandbox === true);
  const namesakeKey = mayBeCopied ? await seen(namesakeIn(look, watched), null, [], 'throw') : null;
  return { orgId, isSandbox, namesakeKey, isFormer };
}

function formerIn(slot: readonly StagedPair[], key: string): boolean | null {
  if (slot.some(({ consumerKey }) => consumerKey === key)) return true;
  return slot.some(({ consumerKey }) => consumerKey === null) ? null : false;
}

async function namesakeIn({ org, apps }: Looking, { app }: WatchedApp): Promise<string | null> {
  const found = (await apps()).find(({ developerName }) => developerName === app);
  if (!found?.id) return null;
  const [consumer] = await org.apps.consumers(found.id);
  return consumer?.consumerKey ?? null;
}
