/** A Markdown table; a bar in a cell stays a bar. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headings), `|${headings.map(() => '---').join('|')}|`, ...rows.map(line)];
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** Where GitHub puts a heading. */
export function anchor(heading: string): string {
  return `#${heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(/\s/g, '-')}`;
}

/** How a generated page begins. */
export function heading(title: string, source: string): readonly string[] {
  return [
    `# ${title}`,
    '',
    `This page is generated from ${source} by \`npm run reference\`. Don't edit it by hand.`,
    '',
  ];
}

export function pageOf(lines: readonly string[]): string {
  return `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}
