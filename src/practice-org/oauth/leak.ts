import type { OrgModel } from '../model/org.ts';
import { issueClientCredentialsToken } from './client-credentials.ts';

/** Somebody who uses a pair by himself, again and again, without anybody at the keyboard. */
export interface PairUser {
  readonly key: string;
  readonly secret: string;
  readonly sourceIp: string;
  /** How long he waits between two sign-ins, in ms of the org's clock. */
  readonly everyMs: number;
  /** Epoch ms. */
  lastAt: number;
  /** False for the integration whose pair it rightly is. */
  readonly isAttacker: boolean;
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
