import type { Line, StyledText } from '../ui/kit/line.ts';

type Cell = string | StyledText;

/**
 * Lines of a table, its head dim. Each column is as wide as its widest cell.
 * @param width of the terminal: columns that don't fit are left out, the last one first; null for all columns
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  width: number | null = null,
): readonly Line[] {
  const texts = rows.map((row) => row.map((cell) => styledOf(cell).text));
  const widths = head.map((title, column) => Math.max(title.length, ...texts.map((row) => (row[column] ?? '').length)));
  const shown = fitting(widths, width);
  const line = (cells: readonly Cell[]): Line =>
    cells.slice(0, shown).flatMap((cell, column) => {
      const { text, ...style } = styledOf(cell);
      return [{ text: '  ' }, { text: text.padEnd(widths[column] ?? 0), ...style }];
    });
  return [line(head.map((text) => ({ text, dim: true }))), ...rows.map(line)];
}

function styledOf(cell: Cell): StyledText {
  return typeof cell === 'string' ? { text: cell } : cell;
}

/** How many columns fit, at least one. */
function fitting(widths: readonly number[], width: number | null): number {
  if (width === null) return widths.length;
  let used = 0;
  const end = widths.findIndex((each) => {
    used += 2 + each;
    return used > width;
  });
  return end < 0 ? widths.length : Math.max(1, end);
}
