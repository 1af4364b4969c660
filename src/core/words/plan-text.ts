import type { PlanSection } from '../model/plan-section.ts';
import { plainText } from '../plain/text.ts';

const marks: Readonly<Record<Exclude<PlanSection['tone'], 'steps'>, string>> = {
  breaks: '■',
  stays: '✔',
  final: '▲',
  note: '•',
};

/** A plan as lines of text, its title first. */
export function planText(title: string, sections: readonly PlanSection[]): readonly string[] {
  return [
    title,
    ...sections.flatMap(({ tone, heading, lines }) => [
      '',
      ...(heading === null ? [] : [`${plainText(heading)}:`]),
      ...lines.map((line, at) => `  ${tone === 'steps' ? `${at + 1}.` : marks[tone]} ${plainText(line, 1000)}`),
    ]),
  ];
}
