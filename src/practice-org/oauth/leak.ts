import type { Consumer } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';
import type { PairUser } from '../model/pair-user.ts';
import { issueClientCredentialsToken } from './client-credentials.ts';

/** Where those who have no right to a pair come from. */
export const attackerIp = '203.0.113.66';

/**
 * The pair of a consumer that got out: the one that an attacker has already, else the primary one, which he keeps from then on.
 * What is issued after that he never sees.
 */
export function stolenPair(org: OrgModel, { primary, staged, gone }: Consumer): PairUser {
  const keys = new Set([primary, ...(staged ? [staged] : []), ...gone].map(({ key }) => key));
  const known = org.data.leaks?.find(({ key, isAttacker }) => isAttacker && keys.has(key));
  if (known) return known;
  const { key, secret } = primary;
  // He waits to be called: he never signs in by himself.
  const fresh = { key, secret, sourceIp: attackerIp, everyMs: Number.MAX_SAFE_INTEGER, lastAt: 0, isAttacker: true };
  org.data.leaks = [...(org.data.leaks ?? []), fresh];
  return fresh;
}

/**
 * Lets those sign in again whose time has come, and use the sessions they have. Nobody watches between two requests, so what
 * happened meanwhile is made up for with one sign-in.
 */
export function keepUsingLeak(org: OrgModel): void {
  const at = org.now();
  for (const user of org.data.leaks ?? []) {
    if (at - user.lastAt < user.everyMs) continue;
    user.lastAt = at;
    // Whoever still has a session goes on with it, whatever became of the pair.
    for (const session of org.data.sessions) {
      if (session.sourceIp === user.sourceIp && session.kind === 'client-credentials') org.sessionOf(session.token);
    }
    issueClientCredentialsToken(org, user);
  }
}
