import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether this run uses whole tables, and otherwise the seed that chooses the rows. */
    readonly sampling: { readonly isFull: boolean; readonly seed: number };
  }
}

const { isFull, seed } = inject('sampling');

/** All rows of a table in `npm run test:full`. In `npm test` only `count` of them, chosen by the seed of the run. */
export function sample<Row>(table: readonly Row[], count: number): readonly Row[] {
  return isFull ? table : spread(table, count, seed);
}

/** How rows are chosen from a table. */
export type Pick = <Row>(table: readonly Row[], count: number) => readonly Row[];

/** As many rows in `npm run test:full` as in `npm test`, for tables whose whole only `test/long` has time for. */
export const some: Pick = (table, count) => spread(table, count, seed);

/** The whole table, for `test/long`. */
export const whole: Pick = (table) => table;

/** How often a test repeats: `full` times in `npm run test:full`, `quick` times in `npm test`. */
export function times({ quick, full }: { readonly quick: number; readonly full: number }): number {
  return isFull ? full : quick;
}

/** `count` rows, one from each section of the table. The same seed chooses the same rows. */
export function spread<Row>(table: readonly Row[], count: number, seed: number): readonly Row[] {
  const taken = Math.min(count, table.length);
  const stretch = table.length / taken;
  return Array.from({ length: taken }, (_, index) => {
    const within = ((seed * 7919 + index * 104_729) % 1000) / 1000;
    return table[Math.min(Math.floor((index + within) * stretch), table.length - 1)] as Row;
  });
}

/** The numbers from 1 to `last`. */
export function upTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
