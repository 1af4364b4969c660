import type { OrderByClause, Query } from '@jetstreamapp/soql-parser-js';
import type { Value } from '../objects/object-type.ts';
import { compareValues } from './comparable.ts';

/** Returns a function that reads the value for an ORDER BY clause, in comparable form. */
type ReaderOf<Row> = (clause: OrderByClause) => (row: Row) => Value;

/** Rows in the order of a query; equal rows keep their order. The clauses are checked before any row is read. */
export function inOrder<Row>(rows: Iterable<Row>, orderBy: Query['orderBy'], readerOf: ReaderOf<Row>): Row[] {
  const clauses = [orderBy ?? []].flat();
  const readers = clauses.map(readerOf);
  if (readers.length === 0) return [...rows];
  const keyed = Array.from(rows, (row) => ({ row, keys: readers.map((read) => read(row)) }));
  keyed.sort((one, other) => {
    for (const [index, clause] of clauses.entries()) {
      const order = compareKeys(one.keys[index] ?? null, other.keys[index] ?? null, clause);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

function compareKeys(one: Value, other: Value, { order, nulls }: OrderByClause): number {
  if (one === other) return 0;
  if (one === null || other === null) return (one === null) === (nulls !== 'LAST') ? -1 : 1;
  return compareValues(one, other) * (order === 'DESC' ? -1 : 1);
}
