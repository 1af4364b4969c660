/**
 * Lines of a table. Each column is as wide as its widest cell.
 * @param width of the terminal: columns that don't fit are left out, the last one first; null for all columns
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | null = null,
): readonly string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const shown = fitting(widths, width);
  const line = (cells: readonly string[]) =>
    `  ${cells
      .slice(0, shown)
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')}`.trimEnd();
  return [line(head), ...rows.map(line)];
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
