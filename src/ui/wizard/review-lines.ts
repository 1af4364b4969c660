import stringWidth from 'string-width';
import type { FieldChange } from '../../core/model/app.ts';
import type { ReviewQuestion, Verdict } from '../../core/model/question.ts';
import {
  blank,
  cursorMark,
  cursorStyle,
  cut,
  dim,
  type Line,
  marked,
  marks,
  spaced,
  spread,
  toWidth,
  wrapped,
} from '../kit/line.ts';
import type { PlanChoice } from './plan-choices.ts';
import { warningLines } from './work-lines.ts';

export interface ReviewText {
  readonly lines: readonly Line[];
  /** The number of rows to read before the org may be changed; 0 without warnings. */
  readonly mustRead: number;
}

/** The whole review. The screen shows a part of it. Warnings come before the table. */
export function reviewText({ title, notes, review }: ReviewQuestion, width: number): ReviewText {
  const where = `${review.app} in ${review.org}, runs as ${review.executionUser}`;
  const head = [
    [...verdictLines(review.saved, width), ...verdictLines(review.validated, width)],
    [
      ...wrapped(title, width, { bold: true }),
      ...wrapped(where, width, { dim: true }),
      ...(notes ?? []).flatMap((note) => wrapped(note, width)),
    ],
    warningLines(review.warnings, width),
  ];
  const rest = [
    changeLines(review.changes, width),
    listed('Other actions', review.acts, width),
    listed('What stays the same', review.keeps, width),
  ];
  return { lines: spaced([...head, ...rest]), mustRead: review.warnings.length === 0 ? 0 : spaced(head).length };
}

function verdictMark({ ok }: Verdict) {
  return ok === 'unknown' ? marks.caution : ok ? marks.good : marks.danger;
}

function verdictLines(verdict: Verdict | null, width: number): readonly Line[] {
  return verdict ? marked(verdictMark(verdict), verdict.sentence, width) : [];
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
  const blocks = [...byComponent.values()].map((group) => {
    const { component = '', type = '' } = group[0] ?? {};
    const head = spread([{ text: component, bold: true }], dim(type), width);
    return [head, ...group.flatMap((change) => changeRow(change, changes, width))];
  });
  return spaced(blocks);
}

const arrow = '→ ';

/** `field  from → to` if there is room, else the values on separate rows. */
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

/** The note of Deploy until every warning was on the screen. */
const readFirst = 'scroll down to read the warnings first';

/** The choices below the plan. */
export function planChoiceLines(
  choices: readonly PlanChoice[],
  { cursor, hasRead, width }: { readonly cursor: number; readonly hasRead: boolean; readonly width: number },
): readonly Line[] {
  const column = Math.max(...choices.map(({ label }) => label.length));
  const rows = choices.map(({ value, label, note }, index): Line => {
    const isCursor = index === cursor;
    const mark = value === 'deploy' && index > 0 ? '▲ ' : '  ';
    return [
      cursorMark(isCursor),
      { text: mark, role: 'caution' },
      { text: toWidth(label, column), ...cursorStyle(isCursor) },
      { text: `  ${cut(value === 'deploy' && !hasRead ? readFirst : note, width - column - 6)}`, dim: true },
    ];
  });
  return [blank, ...rows];
}
