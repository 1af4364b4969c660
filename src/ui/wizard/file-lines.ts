import type { Review } from '../../core/model/question.ts';
import { plainText } from '../../core/plain/text.ts';
import { dim, type Line } from '../kit/line.ts';

export type FileView = 'changes' | 'before' | 'after';
export const fileViews: readonly FileView[] = ['changes', 'before', 'after'];

interface Row {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Above this product of row counts, the versions are listed one after the other instead of being compared. */
const mostCells = 1_000_000;

export function fileLines(file: Review['files'][number], view: FileView): readonly Line[] {
  if (view !== 'changes') return rowsOf(view === 'before' ? file.before : file.after, view).map(plainRow);
  return compareRows(rowsIn(file.before), rowsIn(file.after)).map(signedRow);
}

function plainRow(text: string): Line {
  return [{ text }];
}

function rowsOf(text: string, view: FileView): readonly string[] {
  const rows = rowsIn(text);
  return rows.length > 0 ? rows : [view === 'before' ? 'The file is new.' : 'The file is removed.'];
}

function signedRow({ sign, text }: Row): Line {
  if (sign === '+') return [{ text: `+ ${text}`, role: 'good' }];
  if (sign === '-') return [{ text: `- ${text}`, role: 'danger' }];
  return dim(`  ${text}`);
}

/** Keeps the indentation and removes all other invisible characters. */
function rowsIn(text: string): readonly string[] {
  if (text.trim() === '') return [];
  return text
    .replace(/\r\n?/g, '\n')
    .trimEnd()
    .split('\n')
    .map((row) => {
      const [indent = ''] = /^[ \t]*/.exec(row) ?? [];
      return indent.replaceAll('\t', '    ') + plainText(row, 1000);
    });
}

/** The rows of both versions; common rows appear once (longest common subsequence). */
export function compareRows(before: readonly string[], after: readonly string[]): readonly Row[] {
  if (before.length * after.length > mostCells) return [...signed('-', before), ...signed('+', after)];
  const common = commonLengths(before, after);
  const rows: Row[] = [];
  let old = 0;
  let fresh = 0;
  while (old < before.length && fresh < after.length) {
    if (before[old] === after[fresh]) {
      rows.push({ sign: ' ', text: before[old] ?? '' });
      old += 1;
      fresh += 1;
    } else if ((common[old + 1]?.[fresh] ?? 0) >= (common[old]?.[fresh + 1] ?? 0)) {
      rows.push({ sign: '-', text: before[old] ?? '' });
      old += 1;
    } else {
      rows.push({ sign: '+', text: after[fresh] ?? '' });
      fresh += 1;
    }
  }
  return [...rows, ...signed('-', before.slice(old)), ...signed('+', after.slice(fresh))];
}

function signed(sign: Row['sign'], texts: readonly string[]): readonly Row[] {
  return texts.map((text) => ({ sign, text }));
}

/** `lengths[i][j]`: how many rows `before` from `i` on and `after` from `j` on have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let old = before.length - 1; old >= 0; old -= 1) {
    for (let fresh = after.length - 1; fresh >= 0; fresh -= 1) {
      const row = lengths[old];
      if (!row) continue;
      row[fresh] =
        before[old] === after[fresh]
          ? 1 + (lengths[old + 1]?.[fresh + 1] ?? 0)
          : Math.max(lengths[old + 1]?.[fresh] ?? 0, row[fresh + 1] ?? 0);
    }
  }
  return lengths;
}
