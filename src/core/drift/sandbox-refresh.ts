import type { WatchedApp } from '../model/watched-app.ts';
import { isSameId } from '../plain/ids.ts';

/**
 * What the watched ids point to now. A refresh copies production over a sandbox: names stay, but the org id, app ids and keys
 * may change, not always all of them.
 */
export interface Identity {
  readonly orgId: string;
  /** null if it wasn't needed because the key is known, or if it can't be read. */
  readonly isSandbox: boolean | null;
  /** Consumer key of the app of the same name, if the ids find no app; null if there is none. */
  readonly namesakeKey: string | null;
  /** Whether the staging slot holds the watched key as the previous one; null if it can't be read. */
  readonly isFormer: boolean | null;
}

export interface Seen {
  /** Current consumer key; null when the app or its OAuth consumer is gone. */
  readonly primaryKey: string | null;
  /** Consumer keys that keyturn's own rotation may have promoted. */
  readonly knownKeys: ReadonlySet<string>;
}

/** Whether any sign shows that the sandbox was refreshed. */
export function isRefreshed(watched: WatchedApp, seen: Seen, identity: Identity): boolean {
  if (!isSameId(identity.orgId, watched.orgId)) return true;
  if (identity.isSandbox !== true || isKnown(watched, seen)) return false;
  if (seen.primaryKey === null) return identity.namesakeKey !== null;
  // A rotation keeps the previous credentials in the slot and doesn't change the org's kind. Only a refresh does both.
  return identity.isFormer === false || !watched.isSandbox;
}

/** The key is the watched one, or one that keyturn created. */
export function isKnown({ consumerKey }: WatchedApp, { primaryKey, knownKeys }: Seen): boolean {
  return primaryKey !== null && (primaryKey === consumerKey || knownKeys.has(primaryKey));
}
