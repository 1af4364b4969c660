export type Value = string | number | boolean;

export interface Factor {
  readonly name: string;
  readonly values: readonly Value[];
}

export type Row = Readonly<Record<string, Value>>;

export interface Cover {
  readonly rows: readonly Row[];
  readonly pairs: number;
}

/**
 * Rows in which every two values of different factors stand together at least once. Greedy and without chance: each row
 * begins with the first pair that is missing, and takes for every other factor the value that brings most missing pairs.
 * @param isApart pairs that stand in no row
 */
export function coverPairs(factors: readonly Factor[], isApart: (row: Row) => boolean): Cover {
  const missing = new Map<string, Row>();
  factors.forEach((one, index) => {
    for (const other of factors.slice(index + 1)) {
      for (const a of one.values) {
        for (const b of other.values) {
          const pair = { [one.name]: a, [other.name]: b };
          if (!isApart(pair)) missing.set(keyOf(pair), pair);
        }
      }
    }
  });
  const pairs = missing.size;
  const rows: Row[] = [];
  for (let seed = first(missing); seed; seed = first(missing)) {
    const row = fill(seed, factors, { missing, isApart, turn: rows.length });
    for (const pair of pairsIn(row)) missing.delete(keyOf(pair));
    rows.push(row);
  }
  return { rows, pairs };
}

function first(missing: ReadonlyMap<string, Row>): Row | undefined {
  return missing.values().next().value;
}

function fill(
  seed: Row,
  factors: readonly Factor[],
  { missing, isApart, turn }: { missing: ReadonlyMap<string, Row>; isApart: (row: Row) => boolean; turn: number },
): Row {
  let row: Row = seed;
  for (const { name, values } of factors) {
    if (name in row) continue;
    const gain = (value: Value) =>
      Object.entries(row).filter(([other, with_]) => missing.has(keyOf({ [name]: value, [other]: with_ }))).length;
    // Where all are worth the same, the rows take turns.
    const turned = values
      .map((_, index) => values[(index + turn) % values.length] as Value)
      .filter((value) => !isApart({ ...row, [name]: value }));
    const best = turned.reduce((one, other) => (gain(other) > gain(one) ? other : one));
    row = { ...row, [name]: best };
  }
  return row;
}

export function pairsIn(row: Row): readonly Row[] {
  const entries = Object.entries(row);
  return entries.flatMap(([name, value], index) =>
    entries.slice(index + 1).map(([other, with_]) => ({ [name]: value, [other]: with_ })),
  );
}

function keyOf(pair: Row): string {
  return Object.entries(pair)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
}
