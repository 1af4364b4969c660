import type { WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';

/**
 * Whom the ids that are watched lead to now. A refresh copies production over a sandbox: names stay; the org's id, the ids of
 * apps and their pairs may be other ones, not always all of them.
 */
export interface Identity {
  readonly orgId: string;
  /** null where it was not asked for, as the pair is a known one, or can't be seen. */
  readonly isSandbox: boolean | null;
  /** Consumer key of the app of the same name, where the ids lead to none; null for none. */
  readonly namesakeKey: string | null;
  /** The pair that is watched is the former one of its consumer; null where that can't be seen. */
  readonly isFormer: boolean | null;
}

export interface Seen {
  /** Consumer key of the primary pair; null when the app or its consumer is gone. */
  readonly primaryKey: string | null;
  /** Consumer keys that our own rotation may have made primary. */
  readonly knownKeys: ReadonlySet<string>;
}

/** Whether the sandbox was refreshed, by whichever of its signs is there. */
export function isRefreshed(watched: WatchedApp, seen: Seen, identity: Identity): boolean {
  if (!isSameId(identity.orgId, watched.orgId)) return true;
  if (identity.isSandbox !== true || isKnown(watched, seen)) return false;
  if (seen.primaryKey === null) return identity.namesakeKey !== null;
  // Whoever replaces a pair leaves the former one beside it, and an org what it was.
  return identity.isFormer === false || !watched.isSandbox;
}

/** The pair is the one that is watched, or one of our own making. */
export function isKnown({ consumerKey }: WatchedApp, { primaryKey, knownKeys }: Seen): boolean {
  return primaryKey !== null && (primaryKey === consumerKey || knownKeys.has(primaryKey));
}
