import type { PlanSection } from '../../core/model/plan-section.ts';
import { plainText } from '../../core/plain/text.ts';
import { type Line, marked, marks, type StyledText, spaced, widthOf } from '../kit/line.ts';
import type { EmergencyTarget } from './emergency-screen.ts';

/** Steps have numbers instead of marks. */
const tones: Readonly<Record<PlanSection['tone'], StyledText>> = {
  breaks: { text: '■ ', role: 'danger' },
  stays: marks.good,
  final: marks.caution,
  steps: { text: '' },
  note: { text: '• ', role: 'accent' },
};

/** What breaks, what keeps working and the steps, in one box for each app. */
export function planLines(plans: readonly EmergencyTarget[], width: number): readonly Line[] {
  const isOne = plans.length === 1;
  return spaced(
    plans.map(({ name, sections }) => [
      ...(isOne ? [] : [[{ text: plainText(name, 60), bold: true }]]),
      ...boxLines(sections, width),
    ]),
  );
}

function boxLines(sections: readonly PlanSection[], width: number): readonly Line[] {
  return [
    ...sections.flatMap((section, index) => [
      borderLine(section, index === 0 ? '┌' : '├', width),
      ...section.lines.flatMap((line, at) => itemLines(section.tone, line, at, width)),
    ]),
    [{ text: `└${'─'.repeat(width - 2)}┘`, dim: true }],
  ];
}

function borderLine({ tone, heading }: PlanSection, corner: string, width: number): Line {
  const { role } = tones[tone];
  const title: StyledText = { text: ` ${plainText(heading ?? '', width - 8)} `, bold: true, role };
  const left: Line = [{ text: `${corner}─`, dim: true }, title];
  const end = corner === '┌' ? '┐' : '┤';
  return [...left, { text: `${'─'.repeat(Math.max(0, width - widthOf(left) - 1))}${end}`, dim: true }];
}

function itemLines(tone: PlanSection['tone'], line: string, at: number, width: number): readonly Line[] {
  const mark = tone === 'steps' ? { text: `${at + 1}. ` } : tones[tone];
  return marked(mark, plainText(line, 1000), width - 4).map((row) => bordered(row, width));
}

function bordered(row: Line, width: number): Line {
  const gap = ' '.repeat(Math.max(0, width - 4 - widthOf(row)));
  return [{ text: '│ ', dim: true }, ...row, { text: `${gap} │`, dim: true }];
}
