import { createHash } from 'node:crypto';
import type { JournalLine } from '../../model/journal.ts';

/** What the first line follows. */
export const chainStart = '0'.repeat(64);

/** SHA-256 over the hash before and the canonical JSON of the line, as hex. */
export function chainHash(previous: string, line: Omit<JournalLine, 'hash'>): string {
  const { event, action, intent, orgId, org, app, detail, at, actor } = line;
  const content = { line: line.line, at, actor, event, action, intent, orgId, org, app, detail };
  return createHash('sha256')
    .update(`${previous}\n${canonicalJson(content)}`)
    .digest('hex');
}

/** JSON with sorted names and no spaces, so that equal content is equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(',')}}`;
}
