import { stepIds } from '../../core/setup/setup-events.ts';
import { stepTitles } from '../../core/words/setup.ts';
import { blank, cursorMark, cut, dim, type Line, marks, roomBeside, spread } from '../kit/line.ts';
import { stepSentence } from '../kit/words.ts';
import { activeStep, type StepView, stepSummary, type WizardView } from './wizard-view.ts';

export function stepList(view: WizardView): readonly Line[] {
  return view.steps.map(stepLine);
}

function stepLine({ id, status }: StepView): Line {
  const text = stepTitles[id];
  if (status === 'open') return dim(`  ${text}`);
  return [stepMarks[status], { text, bold: status !== 'done' }];
}

const stepMarks = { done: marks.good, active: cursorMark(true), failed: marks.danger };

/** Summaries of the steps before the active one, each on the row of its step, then an empty row. */
export function summaryLines(view: WizardView, width: number): readonly Line[] {
  const active = activeStep(view);
  const count = active ? stepIds.indexOf(active.id) : 0;
  if (count === 0) return [];
  return [...view.steps.slice(0, count).map(({ summary }) => dim(cut(summary, width))), blank];
}

/** The list of steps in one row, for small windows. */
export function stepBar(view: WizardView, width: number): Line {
  const active = activeStep(view);
  if (!active) return dim('getting ready');
  const answers = (['app', 'execution-user'] as const).map((id) => stepSummary(view, id)).filter((text) => text !== '');
  const mark = active.status === 'failed' ? stepMarks.failed : stepMarks.active;
  const left: Line = [mark, { text: stepSentence(active.id), bold: true }];
  return spread(left, dim(cut(answers.join(' · '), roomBeside(left, width))), width);
}
