import stringWidth from 'string-width';
import { worded } from './wording.ts';

/** What a span means. The theme turns it into one of the 16 terminal colors; a symbol beside it says the same. */
export type Role = 'accent' | 'good' | 'caution' | 'danger';

export interface StyledText {
  readonly text: string;
  readonly role?: Role | undefined;
  readonly bold?: boolean;
  readonly dim?: boolean;
  /** Drawn with swapped colors: the text cursor. */
  readonly inverse?: boolean;
}

/** One row of the screen. Panels consist of lines, so their height is known before they are drawn. */
export type Line = readonly StyledText[];

/** How a text looks. */
export type Style = Omit<StyledText, 'text'>;

export const blank: Line = [];

/** Marks in front of a sentence. Each means the same on every screen. */
export const marks = {
  good: { text: '✔ ', role: 'good' },
  caution: { text: '▲ ', role: 'caution' },
  danger: { text: '✖ ', role: 'danger' },
  busy: { text: '… ', role: 'accent' },
  cure: { text: '  → ', role: 'accent' },
  bullet: { text: '  • ', role: 'accent' },
} as const satisfies Readonly<Record<string, StyledText>>;

export function plain(text: string): Line {
  return [{ text }];
}

export function dim(text: string): Line {
  return [{ text, dim: true }];
}

export function textOfLine(line: Line): string {
  return line.map(({ text }) => text).join('');
}

export function widthOf(line: Line): number {
  return stringWidth(textOfLine(line));
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function graphemes(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** At most `width` columns; ends with `…` if something was cut. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const segment of graphemes(text)) {
    const more = stringWidth(segment);
    if (used + more > width - 1) break;
    kept += segment;
    used += more;
  }
  return `${kept}…`;
}

/** Exactly `width` columns. */
export function toWidth(text: string, width: number): string {
  const short = cut(text, width);
  return short + ' '.repeat(Math.max(0, width - stringWidth(short)));
}

/** Breaks at spaces. A word longer than a row is broken after a slash, or else anywhere. Returns at least one row. */
export function wrap(text: string, width: number): readonly string[] {
  const room = Math.max(1, width);
  const rows: string[] = [];
  let row = '';
  for (const word of worded(text)
    .split(' ')
    .flatMap((part) => pieces(part, room))) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (stringWidth(longer) <= room) row = longer;
    else {
      rows.push(row);
      row = word;
    }
  }
  rows.push(row);
  return rows;
}

/** A sentence as rows of one style. */
export function wrapped(text: string, width: number, style: Style = {}): readonly Line[] {
  return wrap(text, width).map((row) => [{ text: row, ...style }]);
}

/** Wraps after a mark such as `• `; rows after the first are indented by its width. */
export function marked(mark: StyledText, text: string, width: number, style: Style = {}): readonly Line[] {
  const indent = stringWidth(mark.text);
  return wrap(text, width - indent).map((row, index) => [
    index === 0 ? mark : { text: ' '.repeat(indent) },
    { text: row, ...style },
  ]);
}

/** Blocks of rows with an empty row between them. Empty blocks are left out. */
export function spaced(blocks: readonly (readonly Line[])[]): readonly Line[] {
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : [blank, ...block]));
}

/** The mark in front of a row of a list. */
export function cursorMark(isCursor: boolean): StyledText {
  return { text: isCursor ? '▸ ' : '  ', role: 'accent' };
}

export function cursorStyle(isCursor: boolean): Style {
  return { bold: isCursor, role: isCursor ? 'accent' : undefined };
}

/** The filter text with its cursor. */
export function filterLine(filter: string, state = ''): Line {
  return [{ text: '/ ', role: 'accent' }, { text: filter }, { text: ' ', inverse: true }, { text: state, dim: true }];
}

/** Left and right on one row. The right part is dropped if it doesn't fit. */
export function spread(left: Line, right: Line, width: number): Line {
  const gap = width - widthOf(left) - widthOf(right);
  return gap < 1 ? left : [...left, { text: ' '.repeat(gap) }, ...right];
}

/** Columns left beside a line, minus a gap of two. */
export function roomBeside(line: Line, width: number): number {
  return Math.max(0, width - widthOf(line) - 2);
}

/** The offset after the last folder of a path, or the end if there is none. */
function endOfFolder(path: string): number {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return end > 1 ? end : path.length;
}

function pieces(word: string, width: number): readonly string[] {
  if (stringWidth(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const segment of graphemes(word)) {
    if (part !== '' && stringWidth(part + segment) > width) {
      const end = endOfFolder(part);
      parts.push(part.slice(0, end));
      part = part.slice(end);
    }
    part += segment;
  }
  return part === '' ? parts : [...parts, part];
}
