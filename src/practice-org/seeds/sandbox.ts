import type { OrgModel } from '../model/org.ts';

/**
 * A refresh copies production over the sandbox: apps and users are as they were there, every consumer has a pair that nobody
 * holds yet, and nobody who was signed in still is. The org keeps its id, by which whoever practises reaches it.
 */
export function refreshSandbox(org: OrgModel): void {
  org.data.isSandbox = true;
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
