import type { KnownLeak } from '../model/containment-record.ts';
import type { Observation } from '../model/observation.ts';
import type { Drift, WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';
import { type DriftFacts, driftWords } from '../words/drift.ts';

/** Kinds of findings of an app's last check that are over, because keyturn has seen the contrary since. */
export type Over = ReadonlySet<Drift['kind']>;

/** Findings about the execution user, which other apps may share. */
export const ofUser: Over = new Set(['user-missing', 'user-frozen', 'user-inactive']);

/** @param userId the user of a token that Salesforce issued for the app; empty if unknown */
export function overByToken({ executionUser, baseline }: WatchedApp, userId: string): Over {
  const usual = baseline?.executionUser ?? executionUser?.username;
  const isUsual = executionUser !== null && usual?.toLowerCase() === executionUser.username.toLowerCase();
  const isAsUsual = isUsual && isSameId(userId, executionUser.id);
  return new Set(['app-gone', 'flow-off', ...ofUser, ...(isAsUsual ? (['user-changed'] as const) : [])]);
}

/** @param seen the app's credentials in the org */
export function overByLook({ consumerKey }: WatchedApp, { primaryKey, slot, stored, isSlotUnread }: Observation): Over {
  const isOurs = slot?.state !== 'Active' || (slot.consumerKey !== null && stored.has(slot.consumerKey));
  return new Set([
    'app-gone',
    ...(primaryKey === consumerKey ? (['pair-changed-outside', 'sandbox-refreshed'] as const) : []),
    ...(isOurs && isSlotUnread !== true ? (['staged-outside'] as const) : []),
    ...(stored.has(consumerKey) ? (['secret-missing'] as const) : []),
  ]);
}

/**
 * The app with these findings, first seen at a time in epoch ms unless its last check knew of the kind. The same object without any.
 * @param leak of the credentials; null if none is known
 */
export function withFindings<App extends Pick<WatchedApp, 'app' | 'lastCheck'>>(
  watched: App,
  found: readonly DriftFacts[],
  at: number,
  leak: KnownLeak | null = null,
): App {
  if (found.length === 0) return watched;
  const { lastCheck, app } = watched;
  const known = lastCheck?.drift ?? [];
  const fresh = found.map((one) => {
    const since = known.find(({ kind }) => kind === one.kind)?.since ?? at;
    return { kind: one.kind, ...driftWords(app, one, leak), since, seenAt: at };
  });
  const others = known.filter(({ kind }) => !fresh.some((one) => one.kind === kind));
  return { ...watched, lastCheck: { ...(lastCheck ?? { at, isFirstLook: true }), drift: [...others, ...fresh] } };
}

/** The app without these findings. The same object if it has none of them. */
export function withoutFindings(watched: WatchedApp, over: Over): WatchedApp {
  const { lastCheck } = watched;
  const drift = lastCheck?.drift.filter(({ kind }) => !over.has(kind)) ?? [];
  if (lastCheck === null || drift.length === lastCheck.drift.length) return watched;
  return { ...watched, lastCheck: { ...lastCheck, drift } };
}
