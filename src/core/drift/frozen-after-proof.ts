import type { UserFacts } from '../model/execution-user.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { minute } from '../plain/time.ts';

/** Salesforce freezes at once. Its clock and its records may be this late. In ms. */
const latestMs = 15 * minute;
/** keyturn notes the time of a verification after the answer. In ms. */
const earliestMs = minute;

/**
 * Whether Salesforce may have frozen the execution user because keyturn had requested a token: right after that, and not by a person. A
 * freeze of which the org doesn't show the time counts if the latest request still got a token.
 * @param aheadMs how far the org's clock is ahead of this computer's
 */
export function isFrozenAfterProof(
  { lastProof }: Pick<WatchedApp, 'lastProof'>,
  user: Pick<UserFacts, 'isFrozen' | 'freeze'> | null,
  aheadMs: number,
): boolean {
  if (user?.isFrozen !== true || lastProof === null || user.freeze?.isByPerson === true) return false;
  const changedAt = user.freeze?.changedAt ?? null;
  if (changedAt === null) return lastProof.answer === 'accepted';
  const after = changedAt - aheadMs - lastProof.at;
  return after >= -earliestMs && after <= latestMs;
}
