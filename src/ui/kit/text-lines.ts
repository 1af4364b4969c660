import { blank, type Line, marked, marks, toWidth, wrapped } from './line.ts';
import { noteLines } from './note-lines.ts';
import type { TextField } from './text-field.ts';
import { windowAround } from './window.ts';

interface FieldView {
  readonly field: TextField;
  readonly placeholder?: string | undefined;
  readonly isMasked?: boolean | undefined;
  readonly width: number;
}

interface RefusedView extends FieldView {
  readonly refusal: string | null;
}

interface TextView extends RefusedView {
  readonly title: string;
  readonly notes: readonly string[];
}

export function textLines({ title, notes, ...view }: TextView): readonly Line[] {
  const { width } = view;
  return [
    ...wrapped(title, width, { bold: true }),
    blank,
    ...fieldLines(view),
    ...(notes.length > 0 ? [blank, ...notes.flatMap((note) => noteLines(note, width))] : []),
  ];
}

/** The text field, and below it why the text was refused. */
export function fieldLines({ refusal, ...view }: RefusedView): readonly Line[] {
  return [fieldLine(view), ...(refusal === null ? [blank] : marked(marks.danger, refusal, view.width))];
}

/** The part of the text around the cursor. Long text scrolls. */
export function fieldLine({ field, placeholder, isMasked, width }: FieldView): Line {
  const { cursor } = field;
  const mark = { text: '▸ ', role: 'accent' } as const;
  if (field.characters.length === 0) {
    return [mark, { text: ' ', inverse: true }, { text: placeholder ? ` ${placeholder}` : '', dim: true }];
  }
  const shown = isMasked ? field.characters.map(() => '•') : field.characters;
  const { start, end } = windowAround(cursor, shown.length + 1, width - 4);
  return [
    mark,
    { text: shown.slice(start, cursor).join('') },
    { text: toWidth(shown[cursor] ?? ' ', 1), inverse: true },
    { text: shown.slice(cursor + 1, end).join('') },
  ];
}
