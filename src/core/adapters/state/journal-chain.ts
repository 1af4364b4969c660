import type { DatabaseSync } from 'node:sqlite';
import type { JournalLine } from '../../model/journal.ts';
import { lateCrypto } from '../late-crypto.ts';

/** The hash before the first line. */
export const chainStart = '0'.repeat(64);

/**
 * SHA-256 of the previous hash and the canonical JSON of the line, in hex.
 * @param line without `chain` if a release wrote it that didn't name chains
 */
export function chainHash(
  previous: string,
  line: Omit<JournalLine, 'hash' | 'chain'> & { readonly chain?: string | undefined },
): string {
  const { chain, event, action, intent, orgId, org, app, detail, at, actor } = line;
  const content = { chain, line: line.line, at, actor, event, action, intent, orgId, org, app, detail };
  return lateCrypto()
    .createHash('sha256')
    .update(`${previous}\n${canonicalJson(content)}`)
    .digest('hex');
}

/** The name of the chain; empty if somebody removed it. */
export function chainName(db: DatabaseSync): string {
  return String(db.prepare('SELECT chain FROM chains ORDER BY rowid LIMIT 1').get()?.chain ?? '');
}

/** JSON with sorted names and without spaces, so that equal content gives equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(',')}}`;
}
