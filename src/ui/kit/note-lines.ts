import { dim, type Line, marked, type Role, wrapped } from './line.ts';

const roles: Readonly<Record<string, Role>> = { '▲': 'caution', '■': 'danger' };

/** A sentence under a question. If it starts with a mark, its rows are indented after the mark. */
export function noteLines(note: string, width: number): readonly Line[] {
  const [, mark = ''] = /^([•▲■·]) /.exec(note) ?? [];
  return mark === '' ? wrapped(note, width) : marked({ text: `${mark} `, role: roles[mark] }, note.slice(2), width);
}

/** The first rows, then a hint at the rest. */
export function capped(rows: readonly Line[], height: number): readonly Line[] {
  if (rows.length <= height) return rows;
  if (height < 1) return [];
  return [...rows.slice(0, height - 1), dim('… press ? for more')];
}
