import type { PlanSection } from '../../core/model/plan-section.ts';
import { plainText } from '../../core/plain/text.ts';
import type { EmergencyOutcome, EmergencyTarget } from '../emergency/emergency-screen.ts';
import { refusedSentences } from '../emergency/end-words.ts';

/** What is about to be done, each line a sentence that says what it is about. */
export function planSentences(plans: readonly EmergencyTarget[]): readonly string[] {
  return plans.flatMap(({ name, org, sections }) => [
    ...(plans.length === 1 ? [] : [`\n${plainText(name, 60)} in ${plainText(org, 60)}`]),
    ...sections.flatMap(sectionSentences),
  ]);
}

function sectionSentences({ tone, heading, lines }: PlanSection): readonly string[] {
  const told = lines.map((line, index) => `${tone === 'steps' ? `${index + 1}. ` : '  '}${plainText(line, 1000)}`);
  return [`${plainText(heading ?? '')}:`, ...told];
}

/** How it ended; the first sentence says it all. */
export function outcomeSentences(outcome: EmergencyOutcome, isReportTold = false): readonly string[] {
  if (!outcome.ok) return [`Failed: ${outcome.message}`, outcome.safe, ...outcome.actions];
  const { report, nextSteps } = outcome;
  return [
    refusedSentences(outcome)[0],
    ...(report === null || isReportTold ? [] : [`Incident report: ${report}`]),
    ...nextSteps,
  ];
}
