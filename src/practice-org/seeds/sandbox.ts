import type { OrgModel } from '../model/org.ts';

/**
 * A refresh copies production over the sandbox. Apps and users stay as in production, every OAuth consumer gets new
 * credentials that nobody has yet, all sessions end, and the login history starts anew. The org keeps its id so that its practice address stays valid.
 */
export function refreshSandbox(org: OrgModel): void {
  org.data.isSandbox = true;
  org.data.refreshedAt = org.now();
  for (const { consumers } of org.data.apps) {
    for (const consumer of consumers) {
      consumer.gone.push(consumer.primary, ...(consumer.staged ? [consumer.staged] : []));
      consumer.primary = org.newPair();
      consumer.staged = null;
    }
  }
  for (const session of org.data.sessions) {
    if (session.kind === 'setup') continue;
    session.isEnded = true;
    session.refreshToken = null;
  }
  org.changed();
}
