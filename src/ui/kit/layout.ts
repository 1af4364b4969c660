import type { Question } from '../../core/setup/question.ts';
import { stepBar, stepColumns, stepList, summaryLines } from '../wizard/step-lines.ts';
import type { WizardView } from '../wizard/wizard-view.ts';
import { blank, type Line } from './line.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Layout extends Size {
  readonly isTooSmall: boolean;
  /** Rows between the rules. */
  readonly bodyRows: number;
  /** Beside the panel; empty when the steps stand above it in one row. */
  readonly side: readonly Line[];
  readonly above: readonly Line[];
  readonly panel: { readonly width: number; readonly height: number };
}

export const smallest: Size = { columns: 40, rows: 10 };
/** Below this the list of steps would cost more than it tells. */
const sideFrom: Size = { columns: 72, rows: 18 };
/** Header, two rules, keys, and the line about the org. */
const frameRows = 5;
const leastPanelRows = 10;

/** One panel between the rules, with nothing beside it. */
export function plainLayout(size: Size): Layout {
  const columns = Math.max(size.columns, smallest.columns);
  const rows = Math.max(size.rows, smallest.rows);
  const bodyRows = rows - frameRows;
  return {
    columns,
    rows,
    bodyRows,
    isTooSmall: size.columns < smallest.columns || size.rows < smallest.rows,
    side: [],
    above: [],
    panel: { width: columns - 2, height: bodyRows },
  };
}

/** Where things go in the guided setup. A plan and trouble get all columns: they have much to tell. */
export function layoutOf(view: WizardView, size: Size): Layout {
  const base = plainLayout(size);
  const { columns, rows, bodyRows } = base;
  if (columns < sideFrom.columns || rows < sideFrom.rows || isWide(view.pending?.question ?? null)) {
    const above = [stepBar(view, columns - 2), ...(rows >= sideFrom.rows ? [blank] : [])];
    return { ...base, side: [], above, panel: { width: columns - 2, height: bodyRows - above.length } };
  }
  const width = columns - stepColumns - 2;
  const summaries = summaryLines(view, width);
  const above = bodyRows - summaries.length >= leastPanelRows ? summaries : [];
  return { ...base, side: stepList(view), above, panel: { width, height: bodyRows - above.length } };
}

function isWide(question: Question | null): boolean {
  return question?.kind === 'review' || question?.id === 'trouble';
}
