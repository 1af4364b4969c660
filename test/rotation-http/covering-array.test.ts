import { expect, it } from 'vitest';
import { coverPairs, type Row } from './covering-array.ts';
import { openRows } from './knob-rows.ts';

const holds = (rows: readonly Row[], pair: Row) =>
  rows.some((row) => Object.entries(pair).every(([name, value]) => row[name] === value));

it('puts every two values of different factors into a row, but for those that are kept apart', () => {
  const factors = [
    { name: 'a', values: [1, 2, 3] },
    { name: 'b', values: ['x', 'y'] },
    { name: 'c', values: [true, false] },
  ];
  const apart = { a: 1, b: 'x' };
  const { rows, pairs } = coverPairs(factors, (row) => row.a === 1 && row.b === 'x');
  expect(pairs).toBe(15);
  expect(holds(rows, apart)).toBe(false);
  for (const a of [1, 2, 3]) {
    for (const b of ['x', 'y']) if (a !== 1 || b !== 'x') expect(holds(rows, { a, b })).toBe(true);
    for (const c of [true, false]) expect(holds(rows, { a, c })).toBe(true);
  }
});

it('makes the same rows every time', () => {
  expect(openRows()).toEqual(openRows());
});
