import { blank, type Line, marked, toWidth, wrap } from './line.ts';
import { noteLines } from './note-lines.ts';
import type { TextField } from './text-field.ts';
import { windowAround } from './window.ts';

interface TextView {
  readonly title: string;
  readonly notes: readonly string[];
  readonly placeholder: string;
  readonly isMasked: boolean;
  readonly refusal: string | null;
  readonly field: TextField;
  readonly width: number;
}

export function textLines(view: TextView): readonly Line[] {
  const { title, notes, refusal, width } = view;
  return [
    ...wrap(title, width).map((text): Line => [{ text, bold: true }]),
    blank,
    fieldLine(view),
    ...(refusal === null ? [blank] : marked({ text: '✖ ', role: 'danger' }, refusal, width)),
    ...(notes.length > 0 ? [blank, ...notes.flatMap((note) => noteLines(note, width))] : []),
  ];
}

/** The part of the text around the cursor; a long path scrolls. */
export function fieldLine({
  field,
  placeholder,
  isMasked,
  width,
}: Pick<TextView, 'field' | 'placeholder' | 'isMasked' | 'width'>): Line {
  const { cursor } = field;
  const mark = { text: '▸ ', role: 'accent' } as const;
  if (field.characters.length === 0) {
    return [mark, { text: ' ', inverse: true }, { text: placeholder === '' ? '' : ` ${placeholder}`, dim: true }];
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
