import { dim, type Line, marked, type Role, wrapped } from './line.ts';

const roles: Readonly<Record<string, Role>> = { '▲': 'caution', '■': 'danger' };

/** A sentence under a question; one that begins with a mark is indented behind it. */
export function noteLines(note: string, width: number): readonly Line[] {
  const [, mark = ''] = /^([•▲■·]) /.exec(note) ?? [];
  return mark === '' ? wrapped(note, width) : marked({ text: `${mark} `, role: roles[mark] }, note.slice(2), width);
}

/** The first rows, the last of them saying where the rest is; none at all when that row would be the only one. */
export function capped(rows: readonly Line[], height: number): readonly Line[] {
  if (rows.length <= height) return rows;
  if (height < 2) return [];
  return [...rows.slice(0, height - 1), dim('… ? shows the rest')];
}
