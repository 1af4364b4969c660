import type { Plan } from '../../core/model/operation-plan.ts';
import { planSections, planTitle } from '../../core/words/operation-plan.ts';
import { sectionsText } from '../../core/words/plan-text.ts';
import { blank, type Line, wrapped } from '../kit/line.ts';
import { markedAsSaid } from './run-lines.ts';

/** The plan as lines. The first is the title. */
export function watchPlanLines(plan: Plan, now: number, width: number): readonly Line[] {
  const [title, rest] = [planTitle(plan), sectionsText(planSections(plan, now))];
  return [
    ...wrapped(title, width, { bold: true }),
    ...rest.flatMap((line) => (line === '' ? [blank] : markedAsSaid(line, width))),
  ];
}

export function questionLines(question: string, width: number): readonly Line[] {
  return [blank, ...wrapped(question, width, { bold: true, role: 'caution' })];
}
