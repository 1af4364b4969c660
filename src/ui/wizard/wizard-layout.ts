import type { Question } from '../../core/model/question.ts';
import { type Layout, plainLayout, type Size, stepColumns } from '../kit/layout.ts';
import { blank } from '../kit/line.ts';
import { stepBar, stepList, summaryLines } from './step-lines.ts';
import type { WizardView } from './wizard-view.ts';

/** Smaller windows show the steps in one row instead of a list. */
const sideFrom: Size = { columns: 72, rows: 18 };
const leastPanelRows = 10;

/** The layout of the guided setup. Plans and errors get all columns because they are long. */
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
