import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { coverPairs, type Row } from './covering-array.ts';
import { barredEmergencyRows, openEmergencyRows } from './emergency-knob-rows.ts';
import { barredRows, openRows } from './knob-rows.ts';
import { journeysByQuestion } from './question-journeys.ts';

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

it('gives each row to one question, and every question some rows', () => {
  const covers = [openRows(), barredRows(), openEmergencyRows(), barredEmergencyRows()];
  const rows = [...journeysByQuestion.values()].map((journeys) => journeys.map(({ row }) => row));
  expect(new Set(rows.flat())).toHaveLength(rows.flat().length);
  expect(new Set(rows.flat().map((row) => JSON.stringify(row)))).toEqual(
    new Set(covers.flatMap((cover) => cover.rows.map((row) => JSON.stringify(row)))),
  );
  expect(Math.min(...rows.map(({ length }) => length))).toBeGreaterThan(0);
});

it('has a file for each question', () => {
  const files = readdirSync(join(import.meta.dirname, 'questions')).filter((name) => name.endsWith('.test.ts'));
  const asked = files.map((name) => {
    const text = readFileSync(join(import.meta.dirname, 'questions', name), 'utf8');
    return /journeysUnder\(\s*'(\w+)'/.exec(text)?.[1];
  });
  expect(asked.toSorted()).toEqual([...journeysByQuestion.keys()].toSorted());
});
