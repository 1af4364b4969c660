import stringWidth from 'string-width';
import type { FieldChange } from '../../core/model/app.ts';
import type { Review, ReviewQuestion } from '../../core/model/question.ts';
import { blank, dim, type Line, marked, plain, spread, toWidth, wrap } from '../kit/line.ts';
import { warningLines } from './work-lines.ts';

/** Everything the review tells, from top to bottom; the screen scrolls over it. */
export function reviewLines({ title, notes, review }: ReviewQuestion, width: number): readonly Line[] {
  const where = `${review.app} in ${review.org}, runs as ${review.executionUser}`;
  const blocks = [
    verdictLines(review, width),
    [
      ...wrap(title, width).map((text): Line => [{ text, bold: true }]),
      ...wrap(where, width).map(dim),
      ...(notes ?? []).flatMap((note) => wrap(note, width).map(plain)),
    ],
    changeLines(review.changes, width),
    warningLines(review.warnings, width),
    listed('It also does this', review.acts, width),
    listed('What stays as it is', review.keeps, width),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : [blank, ...block]));
}

function verdictLines({ validated }: Review, width: number): readonly Line[] {
  if (!validated) return [];
  const mark = validated.ok ? ({ text: '✔ ', role: 'good' } as const) : ({ text: '✖ ', role: 'danger' } as const);
  return marked(mark, validated.sentence, width);
}

function listed(title: string, sentences: readonly string[], width: number): readonly Line[] {
  if (sentences.length === 0) return [];
  return [
    [{ text: title, bold: true }],
    ...sentences.flatMap((text) => marked({ text: '  · ', dim: true }, text, width)),
  ];
}

function changeLines(changes: readonly FieldChange[], width: number): readonly Line[] {
  const byComponent = Map.groupBy(changes, ({ type, component }) => `${type}\n${component}`);
  return [...byComponent.values()].flatMap((group, index) => {
    const first = group[0];
    if (!first) return [];
    const head = spread([{ text: first.component, bold: true }], dim(first.type), width);
    return [...(index === 0 ? [] : [blank]), head, ...group.flatMap((change) => changeRow(change, changes, width))];
  });
}

const arrow = '→ ';

/** `field  from → to` where there is room, else the values on a row of their own. */
function changeRow({ field, from, to }: FieldChange, all: readonly FieldChange[], width: number): readonly Line[] {
  const old = from ?? '—';
  const fieldColumn = Math.max(...all.map((change) => stringWidth(change.field)));
  const fromColumn = Math.max(...all.map((change) => stringWidth(change.from ?? '—')));
  const values = (room: number): Line => [
    { text: `${toWidth(old, Math.min(fromColumn, room))}  `, dim: true },
    { text: arrow, role: 'accent' },
    { text: to, bold: true },
  ];
  if (4 + fieldColumn + 2 + fromColumn + 2 + 2 + stringWidth(to) <= width) {
    return [[{ text: `  ${toWidth(field, fieldColumn)}  ` }, ...values(fromColumn)]];
  }
  if (6 + stringWidth(old) + 4 + stringWidth(to) <= width) {
    return [[{ text: `  ${field}` }], [{ text: '      ' }, ...values(stringWidth(old))]];
  }
  return [
    [{ text: `  ${field}` }],
    ...marked({ text: '      ' }, old, width, { dim: true }),
    ...marked({ text: `    ${arrow}`, role: 'accent' }, to, width, { bold: true }),
  ];
}
