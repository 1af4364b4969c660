/** What stays together in a row: a word, or a command in code marks, which must be copied as one line. */
const unit = /(?:`[^`]*`|[^\s`])+|`/g;

/**
 * Breaks a text at spaces into rows of at most `width` characters. Commands in code marks are never broken, so a row can be longer.
 * @param first before the first row, such as a bullet @param rest before each other row
 */
export function fold(text: string, width: number, { first = '', rest = '' } = {}): readonly string[] {
  const rows: string[] = [];
  let row = first;
  let isEmpty = true;
  for (const [word] of text.matchAll(unit)) {
    if (!isEmpty && row.length + 1 + word.length > width) {
      rows.push(row);
      row = rest + word;
    } else row += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...rows, row];
}

/** What a line starts with: spaces, and then a bullet, a mark or a number. */
const beginning = /^\s*(?:(?:[•✖✔▲■·→-]|\d+\.)\s+)?/;

/** The same with a name in a column of its own, as in `✔ Disk      70 GB free`. */
const named = /^\s*(?:(?:[•✖✔▲■·→-]|\d+\.)\s+)?\S+(?: \S+)*\s{2,}(?=\S)/;

/** Breaks a line that is too long for a terminal. Further rows start below the words of the first one, or below its second column. */
export function foldLine(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line];
  const column = named.exec(line)?.[0] ?? '';
  const words = Array.from(line.slice(column.length).matchAll(unit), ([word]) => word.length);
  const isRoomy = column !== '' && column.length <= width * 0.6 && Math.max(...words) <= width - column.length;
  const first = isRoomy ? column : (beginning.exec(line)?.[0] ?? '');
  return fold(line.slice(first.length), width, { first, rest: ' '.repeat(first.length) });
}
