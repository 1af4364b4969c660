import type { Observation } from '../model/observation.ts';
import type { Drift, WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';

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

/** The app without these findings. The same object if it has none of them. */
export function withoutFindings(watched: WatchedApp, over: Over): WatchedApp {
  const { lastCheck } = watched;
  const drift = lastCheck?.drift.filter(({ kind }) => !over.has(kind)) ?? [];
  if (lastCheck === null || drift.length === lastCheck.drift.length) return watched;
  return { ...watched, lastCheck: { ...lastCheck, drift } };
}
