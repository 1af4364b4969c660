import stringWidth from 'string-width';
import type { ChooseQuestion } from '../../core/model/question.ts';
import { blank, dim, filterLine, type Line, marked, marks, roomBeside, spread, wrapped } from '../kit/line.ts';
import { capped, noteLines } from '../kit/note-lines.ts';
import { type ChoiceList, canFilter } from './choice-list.ts';
import { detailLines, listLines, wholeList } from './list-lines.ts';

interface Room {
  readonly width: number;
  readonly height: number;
}

/** Up to this many choices, the notes come before the list, because they explain it. Otherwise they come after it. */
const fewChoices = 4;
/** Panels with fewer rows leave out the empty row after the first sentence. */
const roomyRows = 12;
/** Notes are shortened before the list gets fewer rows than this, or than it has choices. */
const leastListRows = 6;

/** The panel of a question with choices, at most as high as the room. */
export function chooseLines(question: ChooseQuestion, list: ChoiceList, { width, height }: Room): readonly Line[] {
  const head = [
    ...introLines(question, width, height),
    ...titleLines(question, list, width),
    ...filterLines(list),
    blank,
  ];
  const notes = (question.notes ?? []).flatMap((note) => noteLines(note, width));
  const left = height - head.length;
  const whole = wholeList(list, width);
  const isRoomy = whole !== null && whole.length + (notes.length > 0 ? notes.length + 1 : 0) <= left;
  const listRows = Math.min(leastListRows, list.origin.total);
  const shown = isRoomy ? notes : capped(notes, left - listRows - 1);
  const listRoom = { width, height: Math.max(1, left - (shown.length > 0 ? shown.length + 1 : 0)) };
  const rows = isRoomy ? whole : windowed(list, listRoom);
  if (shown.length === 0) return [...head, ...rows];
  const isShort = question.choices.length <= fewChoices && !canFilter(list);
  return isShort ? [...head, ...shown, blank, ...rows] : [...head, ...rows, blank, ...shown];
}

function windowed(list: ChoiceList, { width, height }: Room): readonly Line[] {
  const detail = height >= leastListRows + 3 ? detailLines(list, width) : [];
  return [...listLines(list, { width, height: height - detail.length }), ...detail];
}

function introLines({ intro }: ChooseQuestion, width: number, height: number): readonly Line[] {
  if (intro === undefined) return [];
  return [...wrapped(intro, width, { dim: true }), ...(height >= roomyRows ? [blank] : [])];
}

function titleLines(question: ChooseQuestion, list: ChoiceList, width: number): readonly Line[] {
  const isTrouble = question.id === 'trouble' || question.id === 'preflight';
  const rows = isTrouble
    ? marked(marks.danger, question.title, width, { bold: true })
    : wrapped(question.title, width, { bold: true });
  const count = countText(question, list);
  const last = rows.at(-1) ?? blank;
  if (count === '') return rows;
  if (roomBeside(last, width) < stringWidth(count)) return [...rows, dim(count)];
  return [...rows.slice(0, -1), spread(last, dim(count), width)];
}

function countText(question: ChooseQuestion, list: ChoiceList): string {
  if (!canFilter(list)) return '';
  const noun = question.totalNoun ?? 'choices';
  const total = list.origin.total;
  return list.filter.trim() === '' || list.isSearching ? `${total} ${noun}` : `${list.total} of ${total} ${noun}`;
}

function filterLines(list: ChoiceList): readonly Line[] {
  return list.isFiltering ? [filterLine(list.filter, list.isSearching ? '   searching…' : '')] : [];
}
