import stringWidth from 'string-width';
import type { Choice } from '../../core/model/question.ts';
import { blank, cursorMark, cursorStyle, cut, dim, type Line, marked, toWidth, wrap } from '../kit/line.ts';
import { windowAround } from '../kit/window.ts';
import { toneMarks } from '../kit/words.ts';
import { type ChoiceList, selected } from './choice-list.ts';

/** Longer lists show one row for each choice. Shorter ones wrap the notes. */
const longestWhole = 12;
/** Columns for the cursor and the mark before the label; `gap` is between the label and its notes. */
const marksColumns = 4;
const gap = 2;

interface Columns {
  readonly label: number;
  readonly notes: number;
}

/** Every choice with all its notes, wrapped. Null if the list is too long for that. */
export function wholeList(list: ChoiceList, width: number): readonly Line[] | null {
  const { choices, total, cursor, refusal } = list;
  if (choices.length === 0 || choices.length > longestWhole || total > choices.length) return null;
  const columns = columnsOf(choices, width);
  if (choices.some(({ label }) => stringWidth(label) > columns.label)) return null;
  const rows = choices.flatMap((choice, index) => wrapped(choice, index === cursor, columns));
  return refusal === null ? rows : [...rows, ...refusalLines(refusal, width)];
}

/** The part of the list around the cursor, then the position in the whole list. */
export function listLines(list: ChoiceList, { width, height }: { width: number; height: number }): readonly Line[] {
  const { choices, cursor, total, isSearching } = list;
  if (choices.length === 0)
    return [dim(isSearching ? 'Searching…' : 'No matches. Press backspace to widen the filter.')];
  const isWhole = choices.length <= height && total <= choices.length;
  const { start, end } = windowAround(cursor, choices.length, isWhole ? height : height - 1);
  const columns = columnsOf(choices, width);
  const rows = choices.slice(start, end).map((choice, index): Line => {
    const isCursor = start + index === cursor;
    return [
      ...labelOf(choice, isCursor, columns.label),
      notesOf(choice, isCursor, cut(reasons(choice), columns.notes)),
    ];
  });
  return isWhole ? rows : [...rows, dim(cut(`    ${placeText(list, start, end)}`, width))];
}

/** The full text of a shortened row under the cursor, or why Enter had no effect. The height is fixed, so rows don't jump. */
export function detailLines(list: ChoiceList, width: number): readonly Line[] {
  const columns = columnsOf(list.choices, width);
  const isCut = (choice: Choice) =>
    stringWidth(choice.label) > columns.label || stringWidth(reasons(choice)) > columns.notes;
  if (list.refusal === null && !list.choices.some(isCut)) return [];
  const detailOf = (choice: Choice | null) =>
    choice && isCut(choice) ? marked({ text: '    ' }, `${choice.label}  ${reasons(choice)}`, width) : [];
  const tallest = Math.max(1, ...list.choices.map((choice) => detailOf(choice).length));
  const rows = list.refusal === null ? detailOf(selected(list)) : refusalLines(list.refusal, width);
  return [blank, ...Array.from({ length: Math.min(2, tallest) }, (_, index) => rows[index] ?? blank)];
}

function refusalLines(refusal: string, width: number): readonly Line[] {
  return marked({ text: '  ✖ ', role: 'danger' }, refusal, width);
}

function placeText({ choices, total, origin }: ChoiceList, start: number, end: number): string {
  const place = `${start + 1}–${end} of ${total}`;
  const isCut = end === choices.length && choices.length < total;
  return isCut && origin.isServed ? `${place} · type to find more` : place;
}

function columnsOf(choices: readonly Choice[], width: number): Columns {
  const hasNotes = choices.some((choice) => reasons(choice) !== '');
  const widest = Math.max(0, ...choices.map(({ label }) => stringWidth(label)));
  const label = Math.min(widest, hasNotes ? Math.floor((width - marksColumns) * 0.6) : width - marksColumns);
  return { label, notes: Math.max(1, width - marksColumns - label - gap) };
}

function labelOf(choice: Choice, isCursor: boolean, column: number): Line {
  const isOff = choice.disabled !== undefined;
  const mark = toneMarks[isOff ? 'off' : choice.tone];
  return [
    cursorMark(isCursor),
    { text: `${mark.symbol} `, role: mark.role, dim: isOff },
    { text: toWidth(choice.label, column) + ' '.repeat(gap), ...cursorStyle(isCursor), ...(isOff ? off : {}) },
  ];
}

/** Unavailable choices stay dimmed under the cursor. */
const off = { bold: false, dim: true };

function notesOf({ disabled }: Choice, isCursor: boolean, text: string) {
  return { text, dim: disabled !== undefined || !isCursor };
}

function wrapped(choice: Choice, isCursor: boolean, columns: Columns): readonly Line[] {
  const indent = { text: ' '.repeat(marksColumns + columns.label + gap) };
  return wrap(reasons(choice), columns.notes).map((row, index): Line => {
    const head = index === 0 ? labelOf(choice, isCursor, columns.label) : [indent];
    return [...head, notesOf(choice, isCursor, row)];
  });
}

function reasons({ notes, disabled }: Choice): string {
  return (disabled === undefined || notes.includes(disabled) ? notes : [disabled, ...notes]).join(' · ');
}
