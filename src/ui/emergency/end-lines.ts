import { blank, type Line, marked } from '../lines/line.ts';
import type { EmergencyOutcome } from './emergency-screen.ts';
import type { EmergencyView, Lane } from './emergency-view.ts';
import { byUrgency, refusedSentences } from './end-words.ts';

/** How it ended, the failures first: what happened, whether the integration is safe, what to do next. */
export function endLines({ lanes }: EmergencyView, width: number): readonly Line[] {
  const isOne = lanes.length === 1;
  return byUrgency(lanes).flatMap((lane, index) => [
    ...(index === 0 ? [] : [blank]),
    ...outcomeLines(lane, isOne ? '' : `${lane.name}: `, width),
  ]);
}

export function outcomeLines({ outcome }: Lane, prefix: string, width: number): readonly Line[] {
  if (outcome === null) return [];
  return outcome.ok ? doneLines(outcome, prefix, width) : failedLines(outcome, prefix, width);
}

function doneLines(outcome: Extract<EmergencyOutcome, { ok: true }>, prefix: string, width: number): readonly Line[] {
  const { refusedAfterMs, report, nextSteps } = outcome;
  const mark =
    refusedAfterMs === null ? ({ text: '▲ ', role: 'caution' } as const) : ({ text: '✔ ', role: 'good' } as const);
  return [
    ...marked(mark, `${prefix}${refusedSentences(outcome)[0]}`, width, { bold: true }),
    ...(report === null ? [] : marked({ text: '  ' }, `Incident report: ${report}`, width)),
    ...nextSteps.flatMap((step) => marked({ text: '  • ', role: 'accent' }, step, width)),
  ];
}

function failedLines(
  { message, safe, actions }: Extract<EmergencyOutcome, { ok: false }>,
  prefix: string,
  width: number,
): readonly Line[] {
  return [
    ...marked({ text: '✖ ', role: 'danger' }, `${prefix}${message}`, width, { bold: true }),
    ...marked({ text: '  ' }, safe, width),
    ...actions.flatMap((action) => marked({ text: '  • ', role: 'accent' }, action, width)),
  ];
}
