import { reason } from '../errors.ts';
import type { SalesforceOrg } from '../ports.ts';
import type { WatchedApp } from '../watch/watched-app.ts';
import type { OperatePorts } from './operate.ts';

/** keyturn's own sign-in may depend on the pair: then the admin's own one does the work. */
export async function withWayBack(
  ports: OperatePorts,
  org: SalesforceOrg,
  watched: WatchedApp,
): Promise<{ org: SalesforceOrg; wayBack: string | null }> {
  if (org.clientId === null || org.clientId !== watched.consumerKey) return { org, wayBack: null };
  const all = await ports.signIns.list();
  const others = all.filter(({ orgId, username, broken }) => {
    return orgId.slice(0, 15) === org.orgId.slice(0, 15) && username !== org.username && broken === null;
  });
  for (const { username } of others) {
    const other = await ports.openOrg(username).catch(() => null);
    if (other && other.clientId !== org.clientId) return { org: other, wayBack: username };
  }
  throw reason('SelfRotationNoWayBack', { app: watched.app, username: org.username });
}
