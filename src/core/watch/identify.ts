import { otherOrg } from '../model/other-org.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import { isSameHost } from '../plain/org-host.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import type { OrgLook } from './org-look.ts';

/** A refreshed sandbox has a new org id and the same address. Any other id is a different org. @throws OtherOrg */
export function mustBeWatchedOrg(org: SalesforceOrg, watched: WatchedApp): void {
  if (isSameId(org.orgId, watched.orgId)) return;
  if (watched.isSandbox && isSameHost(org.instanceUrl, watched.instanceUrl)) return;
  throw otherOrg(watched, org.name);
}

/** The org itself says which one it is; the file of a sign-in only claims it. @throws OtherOrg */
export async function mustBeSameOrg(
  { org, facts }: Pick<OrgLook, 'org' | 'facts'>,
  watched: WatchedApp,
): Promise<void> {
  const { id } = await facts();
  if (!isSameId(id, watched.orgId)) throw otherOrg(watched, org.name);
}
