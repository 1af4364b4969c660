import type { PlanSection } from '../model/plan-section.ts';
import { plainText } from '../plain/text.ts';

const marks: Readonly<Record<Exclude<PlanSection['tone'], 'steps'>, string>> = {
  breaks: '■',
  stays: '✔',
  final: '▲',
  note: '•',
};

/** The sections of a plan as lines of text. Its title comes before them. */
export function sectionsText(sections: readonly PlanSection[]): readonly string[] {
  return sections.flatMap(({ tone, heading, lines }) => [
    '',
    ...(heading === null ? [] : [`${plainText(heading)}:`]),
    ...lines.map((line, at) => `  ${tone === 'steps' ? `${at + 1}.` : marks[tone]} ${plainText(line, 1000)}`),
  ]);
}
