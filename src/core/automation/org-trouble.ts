import type { Rotation } from '../model/rotation.ts';
import type { Trouble, WatchedApp } from '../model/watched-app.ts';
import { standingTrouble } from './standing-trouble.ts';

/** Problems that affect a whole org, grouped by their fix. */
const groups: Readonly<Record<string, string>> = {
  SignInBroken: 'sign-in',
  SessionExpired: 'sign-in',
  OrgUnknown: 'sign-in',
  HostNotAllowed: 'sign-in',
  HostNotEncrypted: 'sign-in',
  TlsUnchecked: 'TlsUnchecked',
  ProxyUnusable: 'ProxyUnusable',
  ProxyRefused: 'ProxyRefused',
  ClockDiffers: 'ClockDiffers',
  OrgUnreachable: 'OrgUnreachable',
  OrgUnavailable: 'OrgUnavailable',
  RequestLimitExceeded: 'RequestLimitExceeded',
  ApiVersionUnknown: 'ApiVersionUnknown',
};

/** The group of an org-wide problem; null for a problem of a single app. */
export function orgTrouble(code: string): string | null {
  return groups[code] ?? null;
}

/** Whether two different apps use the same sign-in. */
export function isSharedWith(one: WatchedApp, other: WatchedApp): boolean {
  return one.orgId === other.orgId && one.org === other.org && one.consumerId !== other.consumerId;
}

/** When this org-wide problem began, according to the org's other apps; Infinity if none has it. */
export function knownSince(word: string, app: WatchedApp, all: readonly WatchedApp[]): number {
  const known = all
    .filter((other) => isSharedWith(app, other))
    .map((other) => standingTrouble(other, null))
    .filter((trouble) => trouble !== null && orgTrouble(trouble.code) === word);
  return Math.min(...known.map((trouble) => trouble?.since ?? Number.POSITIVE_INFINITY));
}

/** The problem of a run that is tried again later, and has nothing to do with the org. null if there is none. */
export function troubleOfRun({ trouble }: Pick<WatchedApp, 'trouble'>, rotation: Rotation | null): Trouble | null {
  if (trouble === null || rotation === null || rotation.finishedAt !== null || rotation.retry === null) return null;
  return orgTrouble(trouble.code) === null ? trouble : null;
}
