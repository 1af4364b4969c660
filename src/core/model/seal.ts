import type { Secret } from './secret.ts';
import type { StoreReference } from './watched-app.ts';

/**
 * A signed head of the audit trail: who has only the state file can't make one. A copy that is kept elsewhere shows later
 * whether the trail still has the same entries up to this one.
 */
export interface Seal {
  /** Name of the chain of entries. */
  readonly chain: string;
  /** Number of the last entry that the seal covers. */
  readonly line: number;
  /** Hash of that entry, 64 hex digits. It covers all entries before. */
  readonly hash: string;
  /** Epoch ms, in whole seconds. */
  readonly at: number;
  /** Names the key that the seal was made with. */
  readonly key: string;
  /** HMAC-SHA256 of the other parts, the first 128 bits in hex. */
  readonly mac: string;
}

/** The key of the seals, which stays in the secret store. */
export interface SealKey {
  readonly id: string;
  readonly secret: Secret;
}

/** Which store has the key of the seals, according to the state. Both are null until the trail is sealed. */
export interface SealPlace {
  readonly chain: string;
  readonly store: StoreReference['kind'] | null;
  readonly key: string | null;
}

/**
 * What speaks against the seals.
 * - cut: entries that were sealed are gone
 * - rewritten: entries that were sealed differ
 * - forged: a seal wasn't made with the key
 * - removed: the trail was sealed further than the state says
 * - other-key: the store has a different key
 * - no-key: the store has no key, but the state has seals
 * - other-trail: the store has the key of an earlier trail, whose state file is gone
 */
export type SealProblem = 'cut' | 'rewritten' | 'forged' | 'removed' | 'other-key' | 'no-key' | 'other-trail';

export interface SealFault {
  readonly problem: SealProblem;
  /** The sealed entry with which it was noticed; 0 if there is none. */
  readonly line: number;
}

/** What can be said about the seals of the trail. */
export interface SealCheck {
  readonly chain: string;
  /** The last entry; null if there is none. */
  readonly head: { readonly line: number; readonly hash: string } | null;
  /** The newest seal; null without one. */
  readonly latest: Seal | null;
  readonly seals: number;
  readonly fault: SealFault | null;
}

/** Replaces the org id for the key in the secret store. The name of the chain replaces the consumer key. */
export const sealKeys = 'audit-trail';

/** The seal without its MAC, which is what the MAC covers. */
export function sealBody({ chain, line, hash, at, key }: Omit<Seal, 'mac'>): string {
  const instant = new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '');
  return `kts1-${chain}-${line}-${instant}Z-${key}-${hash}`;
}

/** The seal as one word that can be copied: 140 letters, digits and hyphens. */
export function sealText(seal: Seal): string {
  return `${sealBody(seal)}-${seal.mac}`;
}

const form =
  /^kts1-([a-z0-9]{1,40})-([1-9]\d{0,14})-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-([0-9a-f]{8})-([0-9a-f]{64})-([0-9a-f]{32})$/i;
/** With the line breaks that a mail program or a chat may add. */
const longestText = 400;

/** Reads a copied seal. Ignores white space and the quotes or backticks around it. Null if the text isn't a seal. */
export function parseSeal(text: string): Seal | null {
  if (text.length > longestText) return null;
  const found = form.exec(text.replace(/[\s`'"]/g, ''));
  if (!found) return null;
  const [, chain = '', line, year, month, day, hour, minute, second, key = '', hash = '', mac = ''] = found;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const seal = {
    chain,
    line: Number(line),
    hash: hash.toLowerCase(),
    at,
    key: key.toLowerCase(),
    mac: mac.toLowerCase(),
  };
  // A date such as 31 February would become another day.
  return Number.isNaN(at) || sealText(seal).toLowerCase() !== found[0].toLowerCase() ? null : seal;
}
