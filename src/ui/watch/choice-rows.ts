import stringWidth from 'string-width';
import { cursorMark, cursorStyle, cut, type Line, toWidth, wrap } from '../kit/line.ts';
import { windowAround } from '../kit/window.ts';

interface ChoiceRow {
  readonly label: string;
  readonly note?: string | undefined;
}

/** A note beside its label needs this much room. */
const leastNote = 20;
const [mark, gap] = [2, 2];

/** Choices with their notes in one column. A note is wrapped if all rows fit, else cut off. */
export function choiceRows(
  choices: readonly ChoiceRow[],
  cursor: number,
  { width, height }: { readonly width: number; readonly height: number },
): readonly Line[] {
  const widest = Math.max(...choices.map(({ label }) => stringWidth(label)));
  const column = Math.min(widest, Math.max(leastNote, width - mark - gap - leastNote));
  const room = width - mark - column - gap;
  const rows = choices.map(({ label, note }, index): readonly Line[] => {
    const isCursor = index === cursor;
    const head: Line = [cursorMark(isCursor), { text: toWidth(label, column), ...cursorStyle(isCursor) }];
    const notes = note === undefined ? [] : wrap(note, room);
    const [first = ''] = notes;
    const indent = ' '.repeat(mark + column + gap);
    const below = notes.slice(1).map((row): Line => [{ text: indent }, { text: row, dim: true }]);
    return [[...head, { text: ' '.repeat(gap) }, { text: first, dim: true }], ...below];
  });
  if (rows.flat().length <= height) return rows.flat();
  const { start, end } = windowAround(cursor, choices.length, height);
  return rows.slice(start, end).map(([first = []], index) => {
    const note = choices[start + index]?.note;
    return note === undefined ? first : [...first.slice(0, -1), { text: cut(note, room), dim: true }];
  });
}
