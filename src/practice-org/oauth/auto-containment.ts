import type { OrgModel } from '../model/org.ts';
import type { User } from '../model/user.ts';

/** No row of `User` has this id: which user Salesforce names for a freeze of its own isn't documented. */
const salesforceItself = '005000000000001AAA';

/**
 * Since 2026-04-24 Salesforce freezes every user that connects over an API from an anonymizing VPN, a proxy, or another high-risk
 * address, and revokes its refresh tokens.
 */
export function containIfRisky(org: OrgModel, user: User, sourceIp: string): void {
  if (org.data.riskyAddresses?.includes(sourceIp)) freezeAsSalesforce(org, user);
}

export function freezeAsSalesforce(org: OrgModel, { id, username }: User): void {
  for (const session of org.data.sessions) if (session.userId === id) session.refreshToken = null;
  const user = org.users.get(id);
  if (!user || user.isFrozen) return;
  org.putUser({ ...user, isFrozen: true }, salesforceItself);
  const display = `Froze user ${username}`;
  org.addSetupChange({ userId: salesforceItself, action: 'frozeuser', section: 'Manage Users', display });
}
