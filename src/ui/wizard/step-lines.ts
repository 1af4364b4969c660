import { stepIds } from '../../core/setup/setup-events.ts';
import { stepTitles } from '../../core/words/setup.ts';
import { blank, cut, dim, type Line, roomBeside, spread } from '../kit/line.ts';
import { stepSentence } from '../kit/words.ts';
import { activeStep, type StepView, stepSummary, type WizardView } from './wizard-view.ts';

export function stepList(view: WizardView): readonly Line[] {
  return view.steps.map(stepLine);
}

function stepLine({ id, status }: StepView): Line {
  const title = stepTitles[id];
  switch (status) {
    case 'done':
      return [{ text: '✔ ', role: 'good' }, { text: title }];
    case 'active':
      return [
        { text: '▸ ', role: 'accent' },
        { text: title, bold: true },
      ];
    case 'failed':
      return [
        { text: '✖ ', role: 'danger' },
        { text: title, bold: true },
      ];
    case 'open':
      return [{ text: `  ${title}`, dim: true }];
  }
}

/** Summaries of the steps before the active one, each beside its step, then an empty row. */
export function summaryLines(view: WizardView, width: number): readonly Line[] {
  const active = activeStep(view);
  const count = active ? stepIds.indexOf(active.id) : 0;
  if (count === 0) return [];
  return [...view.steps.slice(0, count).map(({ summary }) => dim(cut(summary, width))), blank];
}

/** The list of steps in one row, for when rows or columns are scarce. */
export function stepBar(view: WizardView, width: number): Line {
  const active = activeStep(view);
  if (!active) return dim('getting ready');
  const answers = (['app', 'execution-user'] as const).map((id) => stepSummary(view, id)).filter((text) => text !== '');
  const mark = active.status === 'failed' ? '✖ ' : '▸ ';
  const left: Line = [
    { text: mark, role: active.status === 'failed' ? 'danger' : 'accent' },
    { text: stepSentence(active.id), bold: true },
  ];
  return spread(left, dim(cut(answers.join(' · '), roomBeside(left, width))), width);
}
