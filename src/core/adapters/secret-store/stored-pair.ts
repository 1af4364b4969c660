import { Secret } from '../../model/secret.ts';
import { parseJson } from '../../plain/json.ts';
import type { StoredPair } from '../../ports/ports.ts';

/** The text of an entry in a store. Apart from token requests, only this turns a secret into text. */
export function writeStoredPair(pair: StoredPair): string {
  return JSON.stringify({
    org: pair.orgId,
    app: pair.app,
    key: pair.consumerKey,
    secret: pair.consumerSecret.reveal(),
    savedAt: new Date(pair.savedAt).toISOString(),
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

export function isSamePair(a: StoredPair, b: StoredPair): boolean {
  const sameNames = a.orgId === b.orgId && a.app === b.app && a.consumerKey === b.consumerKey;
  return sameNames && a.savedAt === b.savedAt && a.consumerSecret.equals(b.consumerSecret);
}
