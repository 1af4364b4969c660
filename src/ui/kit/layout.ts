import type { Line } from './line.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Layout extends Size {
  readonly isTooSmall: boolean;
  /** Rows between the rules. */
  readonly bodyRows: number;
  /** Rows beside the panel; empty if the steps are above it in one row. */
  readonly side: readonly Line[];
  readonly above: readonly Line[];
  readonly panel: { readonly width: number; readonly height: number };
}

export const smallest: Size = { columns: 40, rows: 10 };
/** Header, two rules, keys, and the line about changes in the org. */
const frameRows = 5;

/** A layout with one panel between the rules and nothing beside it. @param above lines over the panel */
export function plainLayout(size: Size, above: readonly Line[] = []): Layout {
  const columns = Math.max(size.columns, smallest.columns);
  const rows = Math.max(size.rows, smallest.rows);
  const bodyRows = rows - frameRows;
  return {
    columns,
    rows,
    bodyRows,
    isTooSmall: size.columns < smallest.columns || size.rows < smallest.rows,
    side: [],
    above,
    panel: { width: columns - 2, height: bodyRows - above.length },
  };
}

/** Columns of the list of steps, including the gap after it. */
export const stepColumns = 21;
