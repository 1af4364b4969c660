import type { Consumer } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';
import type { PairUser } from '../model/pair-user.ts';
import { issueClientCredentialsToken } from './client-credentials.ts';

/** The attacker's IP address. */
export const attackerIp = '203.0.113.66';

/**
 * The leaked credentials of an OAuth consumer: those that an attacker already has, else the current ones, which the attacker
 * then keeps. The attacker never sees credentials issued later.
 */
export function stolenPair(org: OrgModel, { primary, staged, gone }: Consumer): PairUser {
  const keys = new Set([primary, ...(staged ? [staged] : []), ...gone].map(({ key }) => key));
  const known = org.data.leaks?.find(({ key, isAttacker }) => isAttacker && keys.has(key));
  if (known) return known;
  const { key, secret } = primary;
  // This attacker signs in only through the control API, never automatically.
  const fresh = { key, secret, sourceIp: attackerIp, everyMs: Number.MAX_SAFE_INTEGER, lastAt: 0, isAttacker: true };
  org.data.leaks = [...(org.data.leaks ?? []), fresh];
  return fresh;
}

/**
 * Signs in those who are due and uses their sessions. It runs only with a request, so one sign-in stands for all that were
 * due since the last one.
 */
export function keepUsingLeak(org: OrgModel): void {
  const at = org.now();
  for (const user of org.data.leaks ?? []) {
    if (at - user.lastAt < user.everyMs) continue;
    user.lastAt = at;
    // An open session stays in use, even if its credentials were deleted.
    for (const session of org.data.sessions) {
      if (session.sourceIp === user.sourceIp && session.kind === 'client-credentials') org.sessionOf(session.token);
    }
    issueClientCredentialsToken(org, user);
  }
}
