import type { WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import type { OperatePorts } from './operate-request.ts';

/**
 * Returns an independent sign-in if keyturn's own depends on the app's credentials. After the promotion, keyturn's sign-in
 * still depends on the previous ones.
 * @param slotKey consumer key in the staging slot, if already read
 * @throws SelfRotationNoWayBack
 */
export async function withWayBack(
  ports: Pick<OperatePorts, 'state' | 'signIns' | 'openOrg'>,
  org: SalesforceOrg,
  watched: WatchedApp,
  slotKey: string | null = null,
): Promise<{ org: SalesforceOrg; wayBack: string | null }> {
  if (org.clientId === null) return { org, wayBack: null };
  const { orgId, consumerId, consumerKey } = watched;
  const { rotations } = ports.state;
  const last = await rotations.latest(orgId, consumerId);
  if (![consumerKey, slotKey, last?.ends, last?.stays].includes(org.clientId)) return { org, wayBack: null };
  const all = await ports.signIns.list();
  const others = all.filter(
    (one) => isSameId(one.orgId, org.orgId) && one.username !== org.username && one.broken === null,
  );
  for (const { username } of others) {
    const other = await ports.openOrg(username).catch(() => null);
    if (other && other.clientId !== org.clientId) return { org: other, wayBack: username };
  }
  throw reason('SelfRotationNoWayBack', { app: watched.app, username: org.username });
}
