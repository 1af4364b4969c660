import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { malformed, SoqlError } from './soql-error.ts';

/** A query URL has at most 16,384 bytes, but a request body could contain more. */
const longest = 100_000;

type ObjectQuery = Query & { readonly sObject: string };

/** Parsed queries. Clients repeat the same query for each page, and parsing takes longer than answering. */
const recent = new Map<string, ObjectQuery>();
const recentMost = 50;

/** @throws SoqlError MALFORMED_QUERY for an invalid query or an unsupported clause */
export function parse(soql: string): ObjectQuery {
  const known = recent.get(soql);
  if (known) return known;
  if (soql.length > longest) throw malformed('SOQL statement is too long');
  const query = parsed(soql);
  const { sObject } = query;
  if (!sObject) throw malformed('unexpected token: <EOF>');
  refuseUnsupported(query);
  const [oldest] = recent.keys();
  if (recent.size >= recentMost && oldest !== undefined) recent.delete(oldest);
  const checked = { ...query, sObject };
  recent.set(soql, checked);
  return checked;
}

function parsed(soql: string): Query {
  try {
    return parseQuery(soql);
  } catch (error) {
    throw malformed(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  const found = /but found:?\s*(?:-->)?\s*(.*?)\s*(?:<--)?\s*$/s.exec(text)?.[1]?.replace(/^'(.*)'$/s, '$1');
  return found ? `unexpected token: ${found.slice(0, 80)}` : 'unexpected token: <EOF>';
}

const unsupported = [
  'usingScope',
  'having',
  'withDataCategory',
  'withSecurityEnforced',
  'withAccessLevel',
  'for',
  'update',
] as const;

function refuseUnsupported(query: Query): void {
  const found = unsupported.find((clause) => query[clause] !== undefined && query[clause] !== false);
  if (found) throw malformed(`the practice org doesn't support the clause ${found}`);
  if ((query.offset ?? 0) > 2000) {
    throw new SoqlError('NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000');
  }
}
