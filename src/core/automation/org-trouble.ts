import type { WatchedApp } from '../model/watched-app.ts';
import { standingTrouble } from './standing-trouble.ts';

/** What stood in the way of reaching an org, by what a person does about it. */
const groups: Readonly<Record<string, string>> = {
  SignInBroken: 'sign-in',
  SessionExpired: 'sign-in',
  OrgUnknown: 'sign-in',
  OrgUnreachable: 'OrgUnreachable',
  OrgUnavailable: 'OrgUnavailable',
  RequestLimitExceeded: 'RequestLimitExceeded',
  ApiVersionUnknown: 'ApiVersionUnknown',
};

/** The trouble that all apps of an org share, by one word; null for one that is the app's own. */
export function orgTrouble(code: string): string | null {
  return groups[code] ?? null;
}

/** Whether both are looked after with the same sign-in. */
export function isSharedWith(one: WatchedApp, other: WatchedApp): boolean {
  return one.orgId === other.orgId && one.org === other.org && one.consumerId !== other.consumerId;
}

/** Since when the org has been in this trouble, as its other apps know; infinite when they know of none. */
export function knownSince(word: string, app: WatchedApp, all: readonly WatchedApp[]): number {
  const known = all
    .filter((other) => isSharedWith(app, other))
    .map((other) => standingTrouble(other, null))
    .filter((trouble) => trouble !== null && orgTrouble(trouble.code) === word);
  return Math.min(...known.map((trouble) => trouble?.since ?? Number.POSITIVE_INFINITY));
}
