import type { Value } from '../objects/object-type.ts';
import { compareValues } from './comparable.ts';

export interface OrderKey<Row> {
  /** A comparable value. */
  readonly read: (row: Row) => Value;
  readonly isDescending: boolean;
  readonly isNullFirst: boolean;
}

interface Keyed<Row> {
  readonly row: Row;
  readonly keys: readonly Value[];
}

/** Rows in order, equal ones as they came. With `most`, only as many as will be needed are kept while they come. */
export function inOrder<Row>(rows: Iterable<Row>, order: readonly OrderKey<Row>[], most: number | null): Row[] {
  if (order.length === 0) return [...rows];
  const compare = comparer(order);
  const keyed = (row: Row): Keyed<Row> => ({ row, keys: order.map(({ read }) => read(row)) });
  if (most === null || most > 1000) {
    return Array.from(rows, keyed)
      .sort(compare)
      .map(({ row }) => row);
  }
  const best: Keyed<Row>[] = [];
  for (const row of rows) insert(best, keyed(row), { compare, most });
  return best.map(({ row }) => row);
}

function insert<Row>(
  best: Keyed<Row>[],
  next: Keyed<Row>,
  { compare, most }: { compare: (one: Keyed<Row>, other: Keyed<Row>) => number; most: number },
): void {
  const last = best.at(-1);
  if (best.length >= most && (!last || compare(next, last) >= 0)) return;
  let low = 0;
  let high = best.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = best[middle];
    if (other && compare(next, other) < 0) high = middle;
    else low = middle + 1;
  }
  best.splice(low, 0, next);
  if (best.length > most) best.pop();
}

function comparer<Row>(order: readonly OrderKey<Row>[]): (one: Keyed<Row>, other: Keyed<Row>) => number {
  return (one, other) => {
    for (const [index, { isDescending, isNullFirst }] of order.entries()) {
      const a = one.keys[index] ?? null;
      const b = other.keys[index] ?? null;
      if (a === b) continue;
      if (a === null || b === null) return (a === null) === isNullFirst ? -1 : 1;
      return compareValues(a, b) * (isDescending ? -1 : 1);
    }
    return 0;
  };
}
