import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import { fail } from '../http/refusal.ts';
import { apiPath, type Caller } from './caller.ts';
import { columnMetadata } from './column-metadata.ts';
import { runQuery } from './soql/run-query.ts';

const largestBatch = 2000;
const smallestBatch = 200;
const longestQuery = 200_000;

/** The position of a query. The locator contains all of it, so nothing is stored for clients that don't continue. */
interface Cursor {
  readonly soql: string;
  readonly userId: string;
  readonly batch: number;
  readonly isTooling: boolean;
}

export function startQuery(request: PracticeRequest, caller: Caller): PracticeResponse {
  const soql = request.query.get('q');
  if (soql === null) throw fail(400, 'MALFORMED_QUERY', 'Missing query parameter q');
  if (request.query.get('columns') === 'true') return json(200, columnMetadata(runQuery(soql, caller)));
  const cursor = { soql, userId: caller.user.id, batch: batchOf(request), isTooling: caller.isTooling };
  return page(cursor, 0, caller);
}

/** @throws Refusal INVALID_QUERY_LOCATOR for a locator that isn't this user's */
export function continueQuery(locator: string, caller: Caller): PracticeResponse {
  const match = /^01g([\w-]+)-(\d{1,9})$/.exec(locator);
  const cursor = match ? cursorIn(match[1] ?? '') : null;
  if (!cursor || cursor.userId !== caller.user.id || cursor.isTooling !== caller.isTooling) {
    throw fail(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  }
  return page(cursor, Number(match?.[2]), caller);
}

function page(cursor: Cursor, from: number, caller: Caller): PracticeResponse {
  const found = runQuery(cursor.soql, caller);
  const to = from + cursor.batch;
  const isDone = to >= found.size;
  if (!isDone && 'outputs' in found.shape) {
    throw fail(
      400,
      'EXCEEDED_ID_LIMIT',
      'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
    );
  }
  const records = found.records(from, to);
  const next = isDone ? null : `${locatorOf(cursor)}-${to}`;
  return json(200, {
    ...(caller.isTooling ? { size: records.length } : {}),
    totalSize: found.total,
    done: isDone,
    ...(next === null ? {} : { nextRecordsUrl: `${apiPath(caller)}/query/${next}` }),
    ...(caller.isTooling ? { queryLocator: next, entityTypeName: found.object.name } : {}),
    records,
  });
}

function batchOf({ headers }: PracticeRequest): number {
  const asked = Number(/batchSize=(\d{1,6})/i.exec(headers['sforce-query-options'] ?? '')?.[1] ?? largestBatch);
  return Math.min(largestBatch, Math.max(smallestBatch, asked));
}

function locatorOf({ soql, userId, batch, isTooling }: Cursor): string {
  return `01g${deflateRawSync(JSON.stringify([soql, userId, batch, isTooling])).toString('base64url')}`;
}

function cursorIn(packed: string): Cursor | null {
  try {
    const text = inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: longestQuery }).toString();
    const [soql, userId, batch, isTooling] = JSON.parse(text) as unknown[];
    if (typeof soql !== 'string' || typeof userId !== 'string' || typeof batch !== 'number') return null;
    const isBatch = Number.isInteger(batch) && batch >= smallestBatch && batch <= largestBatch;
    return isBatch ? { soql, userId, batch, isTooling: isTooling === true } : null;
  } catch {
    return null;
  }
}
