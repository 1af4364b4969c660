import type { ZodType } from 'zod';
import { isKeyturnError, type KeyturnError, reason } from '../../reasons/errors.ts';
import { answerProblems } from '../../words/org-answers.ts';
import { type Request, requestWords } from '../../words/requests.ts';
import type { CallOptions, OrgConnection } from './connection.ts';
import { UpstreamError } from './translate-error.ts';
import { queryAnswer } from './wire/rest.ts';

/** A text as a SOQL string literal, quotes included. */
export function literal(text: string): string {
  return `'${escapeLiteral(text)}'`;
}

/** A LIKE pattern that matches the text anywhere, with wildcards escaped. */
export function containing(text: string): string {
  return `'%${escapeLiteral(text).replace(/[%_]/g, (wildcard) => `\\${wildcard}`)}%'`;
}

/** `('a', 'b')` for IN. */
export function inList(texts: readonly string[]): string {
  return `(${texts.map(literal).join(', ')})`;
}

function escapeLiteral(text: string): string {
  return text
    .replace(/[\p{Cc}]/gu, ' ')
    .replace(/\\/g, '\\\\')
    .replace(/'/g, "\\'");
}

export interface QueryOptions<Row> extends Omit<CallOptions, 'kind'> {
  readonly row: ZodType<Row>;
  /** Queries the Tooling API instead of the data API. */
  readonly tooling?: boolean;
  /** Stops reading pages after this many rows. Default: 10,000. */
  readonly maxRows?: number;
}

/** Splits a list into parts, because the length of an address and of a call is limited. */
export function partsOf<Item>(items: readonly Item[], size: number): readonly Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, part) => items.slice(part * size, (part + 1) * size));
}

/** Salesforce fills its pages: at least 200 rows, or a few less. Only a few pages may have less than this. */
const leastRows = 100;
const thinPages = 3;
/** For all pages together. In ms. */
const pagesDeadlineMs = 120_000;
/** Of a page: 2,000 rows of 1,000 bytes. A row of what keyturn asks has less than half of that. */
const pageBytes = 2 * 1024 * 1024;
/** Of all pages together. In characters. */
const mostInPages = 6 * 1024 * 1024;

/**
 * All rows of a query, page after page.
 * @throws OrgAnswerUnreadable if the pages don't end: one without rows that names a next one, or one that came before; and if an
 * answer has less rows than it says
 */
export async function query<Row>(org: OrgConnection, soql: string, options: QueryOptions<Row>): Promise<Row[]> {
  const { row, tooling, maxRows = 10_000, ...call } = options;
  const schema = queryAnswer(row);
  const rows: Row[] = [];
  const until = org.clock.now() + pagesDeadlineMs;
  const read = new Set<string>();
  const measured = pagesMeter(org, call.call);
  let path: string | null = `${tooling ? '/tooling' : ''}/query?q=${encodeURIComponent(soql)}`;
  while (path && rows.length < maxRows) {
    read.add(path);
    const page: Page<Row> = await org.get(path, schema, { maxBytes: pageBytes, ...call, measured });
    rows.push(...page.records);
    path = nextOf(page, (problem) => unreadable(org, call.call, problem));
    // Rows that are deleted meanwhile are missing in later pages. Not every object counts its rows exactly.
    if (path === null && read.size === 1 && rows.length < page.totalSize)
      throw unreadable(org, call.call, answerProblems.otherNumber(rows.length, page.totalSize));
    const isThin = rows.length < (read.size - thinPages) * leastRows;
    const isEndless = page.records.length === 0 || isThin || org.clock.now() > until;
    if (path && (isEndless || read.has(path))) throw unreadable(org, call.call, answerProblems.endless);
  }
  return rows.slice(0, maxRows);
}

/** Told the length of each page. @throws OrgAnswerUnreadable if all together are too long */
export function pagesMeter(org: OrgConnection, call: Request): (length: number) => void {
  let length = 0;
  return (more) => {
    length += more;
    if (length > mostInPages) throw unreadable(org, call, answerProblems.tooLarge(mostInPages));
  };
}

interface Page<Row> {
  readonly totalSize: number;
  readonly done: boolean;
  readonly records: Row[];
  readonly nextRecordsUrl?: string | null | undefined;
}

/** The address of the next page; null after the last one. Rows that are left unread would look as if there were none. */
function nextOf({ done, nextRecordsUrl }: Page<unknown>, problem: (words: string) => KeyturnError): string | null {
  const next = nextRecordsUrl || null;
  if (done !== (next === null)) throw problem(answerProblems.unclearEnd);
  if (next !== null && !next.startsWith('/services/')) throw problem(answerProblems.elsewhere);
  return next;
}

export function unreadable({ host }: OrgConnection, call: Request, problem: string): KeyturnError {
  return reason('OrgAnswerUnreadable', { host, call: requestWords(call), problem });
}

/** The result of `SELECT COUNT() FROM …`. */
export async function count(org: OrgConnection, soql: string, call: Omit<CallOptions, 'kind'>): Promise<number> {
  const answer = await org.get(`/query?q=${encodeURIComponent(soql)}`, queryAnswer(), call);
  if (!answer.done || answer.records.length > 0) throw unreadable(org, call.call, answerProblems.otherForm);
  return answer.totalSize;
}

/**
 * Queries all columns, without those that this org doesn't have.
 * @returns the answer, and the columns that were left out
 */
export async function withoutUnknownColumns<T>(
  columns: readonly string[],
  ask: (columns: readonly string[]) => Promise<T>,
): Promise<{ answer: T; unknown: readonly string[] }> {
  let known = columns;
  for (;;) {
    try {
      return { answer: await ask(known), unknown: columns.filter((each) => !known.includes(each)) };
    } catch (error) {
      const named = unknownColumn(error);
      const left = named === null ? known : known.filter((each) => !isColumn(each, named));
      if (left.length === known.length || left.length === 0) throw error;
      known = left;
    }
  }
}

function isColumn(column: string, named: string): boolean {
  const lower = column.toLowerCase();
  return lower === named.toLowerCase() || lower.endsWith(`.${named.toLowerCase()}`);
}

/** The column that an INVALID_FIELD answer names, or null for any other error. */
function unknownColumn(error: unknown): string | null {
  if (!isUpstream(error, /^INVALID_FIELD$/)) return null;
  return /No such column '([\w.]+)'/.exec(error.cause.message)?.[1] ?? null;
}

/** Whether an error is a refusal by the org with one of these codes. */
export function isUpstream(error: unknown, codes: RegExp): error is Error & { cause: UpstreamError } {
  return isKeyturnError(error) && error.cause instanceof UpstreamError && codes.test(error.cause.code);
}
