import { watchDetail } from '../acts/noted-watch.ts';
import type { SlotLook } from '../acts/stranger.ts';
import { overByToken, withFindings, withoutFindings } from '../drift/over.ts';
import type { Proof } from '../model/token-answer.ts';
import type { Drift, LastCheck, StoredApp, WatchedApp } from '../model/watched-app.ts';
import { adoptWarnings } from '../words/adopt.ts';

interface Seen {
  readonly app: Pick<WatchedApp, 'app' | 'consumerKey'>;
  readonly slot: SlotLook;
  readonly isStored: boolean;
  readonly proof: Proof | null;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * The last check of an app that a person watches again. What it found stays, except what shows itself to be over: only `--accept`
 * accepts it. Null if there is nothing to keep, so that the first check is still due.
 * @param kept the app before; null if it is new, or if everything is accepted
 */
export function keptFindings(kept: WatchedApp | null, { app, slot, isStored, proof, now }: Seen): LastCheck | null {
  const over: readonly Drift['kind'][] = [
    // The app was found with these credentials, at an address that a person has accepted.
    ...(['app-gone', 'pair-changed-outside', 'sandbox-refreshed', 'host-changed'] as const),
    ...(slot.isRead ? (['staged-outside'] as const) : []),
    ...(isStored ? (['secret-missing'] as const) : []),
    ...(kept && proof?.answer === 'accepted' ? overByToken(kept, proof.userId) : []),
  ];
  const before = kept ? withoutFindings(kept, new Set(over)).lastCheck : null;
  const stranger = slot.stranger ? [{ kind: 'staged-outside', ...slot.stranger } as const] : [];
  const { lastCheck } = withFindings({ app: app.app, lastCheck: before }, stranger, now);
  // Other credentials were never checked.
  const isChecked = kept?.consumerKey === app.consumerKey;
  if (lastCheck === null || isChecked) return lastCheck;
  return lastCheck.drift.length === 0 ? null : { ...lastCheck, isFirstLook: true };
}

interface Asked {
  readonly deliveries: readonly unknown[];
  readonly issuedAt: number | null;
  readonly takesOver?: WatchedApp | null;
}

/** Why keyturn didn't read the credentials. If it has them already, that matters only to a person who asked for nothing else. */
export function notRead(
  { deliveries, issuedAt, takesOver }: Asked,
  { read, before, app }: { readonly read: unknown; readonly before: WatchedApp | null; readonly app: StoredApp },
): string | null {
  const why = read === null ? 'unreadable' : read === 'access-off' ? 'accessOff' : null;
  if (why === null) return null;
  if (app.store === null) return adoptWarnings[why](app.app);
  const { again, policyChanged } = watchDetail(before, app) ?? {};
  const isAllAsked = again === true && !policyChanged && deliveries.length === 0 && issuedAt === null && !takesOver;
  return isAllAsked ? adoptWarnings.notReadAgain[why](app.app) : null;
}
