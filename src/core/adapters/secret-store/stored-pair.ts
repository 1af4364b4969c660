import { Secret } from '../../model/secret.ts';
import { parseJson } from '../../plain/json.ts';
import type { StoredPair } from '../../ports/ports.ts';

/**
 * The text of an entry in a store. Apart from token requests, only this turns a secret into text.
 * @param homes the folders of keyturn that use the entry; none in a store that belongs to one folder
 */
export function writeStoredPair(pair: StoredPair, homes: readonly string[] = []): string {
  return JSON.stringify({
    org: pair.orgId,
    app: pair.app,
    key: pair.consumerKey,
    secret: pair.consumerSecret.reveal(),
    savedAt: new Date(pair.savedAt).toISOString(),
    ...(homes.length > 0 ? { homes } : {}),
  });
}

/** Reads an entry. Null if it isn't one; never reveals the content. */
export function readStoredPair(text: string): StoredPair | null {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return null;
  const { org, app, key, secret, savedAt } = value as Record<string, unknown>;
  if (typeof org !== 'string' || typeof app !== 'string' || typeof key !== 'string') return null;
  if (typeof secret !== 'string' || secret === '' || typeof savedAt !== 'string') return null;
  const at = Date.parse(savedAt);
  if (Number.isNaN(at)) return null;
  return { orgId: org, app, consumerKey: key, consumerSecret: new Secret(secret), savedAt: at };
}

/** The folders of keyturn that use the entry; empty if that is unknown. */
export function readHomes(text: string): readonly string[] {
  const value = parseJson(text);
  const homes = typeof value === 'object' && value !== null && 'homes' in value ? value.homes : [];
  return Array.isArray(homes) ? homes.filter((home) => typeof home === 'string') : [];
}

export function isSamePair(a: StoredPair, b: StoredPair): boolean {
  const sameNames = a.orgId === b.orgId && a.app === b.app && a.consumerKey === b.consumerKey;
  return sameNames && a.savedAt === b.savedAt && a.consumerSecret.equals(b.consumerSecret);
}
